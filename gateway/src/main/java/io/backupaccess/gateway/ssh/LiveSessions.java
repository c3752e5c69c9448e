package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.ServiceLimits;
import io.backupaccess.gateway.ssh.transport.Admission;
import io.backupaccess.gateway.ssh.transport.SocketTransport;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions there are: ends those whose login takes too long and those whose key is no longer
 * accepted, and keeps the others alive.
 */
final class LiveSessions implements SessionListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSessions.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** How long a peer has for reading why it is disconnected. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** Ticks between two looks for peers that are gone. */
  private static final int LOOK_FOR_LOST = 2;

  /** Ticks between two lines of the log about refused connections. */
  private static final int REPORT_REFUSALS = 10;

  private final Supplier<ActiveConfiguration> configuration;
  private final SocketTransport transport;
  private final ServiceLimits limits;
  private final RefusalLog refusals;
  private final SeenClients clients;
  private final Clock clock;
  private final Map<GatewaySession, Keepalive> sessions = new ConcurrentHashMap<>();
  private final Thread thread;

  LiveSessions(
      Supplier<ActiveConfiguration> configuration,
      SocketTransport transport,
      ServiceLimits limits,
      RefusalLog refusals,
      SeenClients clients,
      Clock clock) {
    this.configuration = configuration;
    this.transport = transport;
    this.limits = limits;
    this.refusals = refusals;
    this.clients = clients;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("sessions").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    for (int tick = 0; !Thread.currentThread().isInterrupted(); tick++) {
      try {
        Thread.sleep(TICK);
        sessions.forEach(this::lookSafely);
        if (tick % REPORT_REFUSALS == 0) {
          refusals.report();
        }
        if (tick % LOOK_FOR_LOST == 0 && !sessions.isEmpty()) {
          transport.closeLost();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Throwable e) {
        LOG.error("Sessions could not be looked after", e);
      }
    }
  }

  /** A session that cannot be judged ends, and the others are looked at all the same. */
  private void lookSafely(GatewaySession session, Keepalive keepalive) {
    try {
      look(session, keepalive);
    } catch (Throwable e) {
      LOG.error("A session could not be looked after", e);
      session.getIoSession().close(true);
    }
  }

  private void look(GatewaySession session, Keepalive keepalive) {
    if (!session.isAuthenticated()) {
      if (session.age().compareTo(limits.loginGraceTime()) > 0) {
        SocketTransport.expect(session.getIoSession(), Admission.Failure.GRACE_EXCEEDED);
        session
            .loginAttempt()
            .ends("no login in " + limits.loginGraceTime().toSeconds() + " seconds");
        session.getIoSession().close(true);
      }
    } else if (!isAccepted(session)) {
      end(
          session,
          SshConstants.SSH2_DISCONNECT_BY_APPLICATION,
          "session ended: its key is no longer accepted");
    } else {
      keepalive.look(System.nanoTime());
    }
  }

  private boolean isAccepted(GatewaySession session) {
    Login login = session.getAttribute(KeyAuthenticator.LOGIN);
    return login != null
        && configuration
            .get()
            .grant(login.credential(), login.source(), clock.instant())
            .isPresent();
  }

  /**
   * The farewell may have to wait for a peer that does not read, so this thread does not say it.
   */
  private void end(GatewaySession session, int reason, String message) {
    if (sessions.remove(session) == null) {
      return;
    }
    log(session, message);
    Thread.ofVirtual()
        .name("ssh-farewell")
        .start(
            () -> {
              try {
                session.disconnect(reason, message);
              } catch (IOException e) {
                LOG.debug("The farewell could not be said", e);
              }
            });
    Thread.ofVirtual()
        .name("ssh-end")
        .start(
            () -> {
              try {
                Thread.sleep(FAREWELL);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              session.getIoSession().close(true);
            });
  }

  @Override
  public void sessionCreated(Session session) {
    if (session instanceof GatewaySession ours) {
      sessions.put(ours, new Keepalive(ours));
    }
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    if (event == Event.Authenticated && session instanceof GatewaySession ours) {
      SocketTransport.authenticated(session.getIoSession());
      Login login = session.getAttribute(KeyAuthenticator.LOGIN);
      if (login != null) {
        clients.loggedIn(login);
      }
      log(ours, "login");
      if (ofSameKey(ours) > limits.connectionsPerKey()) {
        end(
            ours,
            SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS,
            "session ended: its key has too many connections");
      }
    }
  }

  private long ofSameKey(GatewaySession session) {
    Login login = session.getAttribute(KeyAuthenticator.LOGIN);
    return sessions.keySet().stream()
        .filter(GatewaySession::isAuthenticated)
        .map(other -> other.getAttribute(KeyAuthenticator.LOGIN))
        .filter(
            other ->
                login != null && other != null && other.fingerprint().equals(login.fingerprint()))
        .count();
  }

  @Override
  public void sessionClosed(Session session) {
    if (session instanceof GatewaySession ours) {
      sessions.remove(ours);
      if (!ours.isAuthenticated()) {
        ours.loginAttempt()
            .end(SocketTransport.hasLeft(ours.getIoSession()))
            .ifPresent(how -> refusals.ended(KeyAuthenticator.source(ours), how));
      }
    }
  }

  /** Waits a moment for the peers to go. */
  void awaitNone() {
    long deadline = System.nanoTime() + FAREWELL.toNanos();
    try {
      while (!sessions.isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void log(GatewaySession session, String message) {
    Login login = session.getAttribute(KeyAuthenticator.LOGIN);
    if (login != null) {
      Login.describe(login.credential(), LOG.atInfo())
          .addKeyValue("key", login.keyName())
          .addKeyValue("source", login.source().getHostAddress())
          .addKeyValue("user", PeerText.escaped(String.valueOf(session.getUsername())))
          .addKeyValue("client", PeerText.escaped(String.valueOf(session.getClientVersion())))
          .addKeyValue("cipher", session.getNegotiatedKexParameter(KexProposalOption.S2CENC))
          .log(message);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
