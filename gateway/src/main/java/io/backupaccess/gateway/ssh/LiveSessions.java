package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.access.Ongoing;
import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.ServiceLimits;
import io.backupaccess.gateway.ssh.KeyConnections.Slot;
import io.backupaccess.gateway.ssh.transport.Admission;
import io.backupaccess.gateway.ssh.transport.ConnectionScope;
import io.backupaccess.gateway.ssh.transport.SocketTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions there are: ends those whose login takes too long and those that their keys have too
 * many of, and keeps the others alive.
 */
final class LiveSessions implements SessionListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSessions.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** How long the peers of the last sessions have for leaving by themselves. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** How long the commands of a session have for telling why they end, before it does. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /** Ticks between two looks for peers that are gone. */
  private static final int LOOK_FOR_LOST = 2;

  /** Ticks between two lines of the log about refused connections. */
  private static final int REPORT_REFUSALS = 10;

  private final AccessEnder access;
  private final SocketTransport transport;
  private final ServiceLimits limits;
  private final RefusalLog refusals;
  private final SeenClients clients;
  private final Duration longestWait;
  private final KeyConnections connections;
  private final Map<GatewaySession, Keepalive> sessions = new ConcurrentHashMap<>();
  private final LongAdder logins = new LongAdder();
  private final Thread thread;

  /**
   * No sessions yet.
   *
   * @param longestWait how long a connection waits at most for another one of its key to end
   */
  LiveSessions(
      AccessEnder access,
      SocketTransport transport,
      ServiceLimits limits,
      RefusalLog refusals,
      SeenClients clients,
      Duration longestWait) {
    this.access = access;
    this.transport = transport;
    this.limits = limits;
    this.refusals = refusals;
    this.clients = clients;
    this.longestWait = longestWait;
    this.connections = new KeyConnections(limits.connectionsPerKey());
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
    } else {
      keepalive.look(System.nanoTime());
    }
  }

  /**
   * Ends a session, once. Its commands may have to say why they end, and the farewell may have to
   * wait for a peer that does not read, so this is not done by who asks for it.
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
                session.awaitNoChannels(LAST_WORDS);
                session.disconnect(reason, message);
              } catch (IOException | RuntimeException e) {
                LOG.debug("The farewell could not be said", e);
                session.getIoSession().close(true);
              }
            });
  }

  /** A session, for as long as its key is accepted. */
  private record Accepted(GatewaySession session, Login login, LiveSessions sessions)
      implements Ongoing {
    @Override
    public Credential credential() {
      return login.credential();
    }

    @Override
    public InetAddress source() {
      return login.source();
    }

    /** Each of its transfers is judged by itself. */
    @Override
    public boolean isCoveredBy(Grant grant) {
      return true;
    }

    @Override
    public void end(String reason) {
      sessions.end(
          session,
          SshConstants.SSH2_DISCONNECT_BY_APPLICATION,
          "session ended: its key is no longer accepted");
    }
  }

  @Override
  public void sessionCreated(Session session) {
    if (session instanceof GatewaySession ours) {
      sessions.put(ours, new Keepalive(ours));
      SocketTransport.scope(ours.getIoSession()).add(() -> forget(ours));
    }
  }

  private void forget(GatewaySession session) {
    sessions.remove(session);
    if (!session.isAuthenticated()) {
      session
          .loginAttempt()
          .end(SocketTransport.hasLeft(session.getIoSession()))
          .ifPresent(how -> refusals.ended(KeyAuthenticator.source(session), how));
    }
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    if (event == Event.Authenticated && session instanceof GatewaySession ours) {
      SocketTransport.authenticated(session.getIoSession());
      Login login = session.getAttribute(KeyAuthenticator.LOGIN);
      if (login == null) {
        LOG.error("A session was authenticated without a login");
        session.getIoSession().close(true);
        return;
      }
      clients.loggedIn(login);
      logins.increment();
      log(ours, "login");
      Accepted accepted = new Accepted(ours, login, this);
      access.add(accepted);
      ConnectionScope scope = SocketTransport.scope(ours.getIoSession());
      scope.add(() -> access.remove(accepted));
      connections
          .enter(login.fingerprint())
          .ifPresentOrElse(slot -> takeSlot(ours, slot, scope), () -> endOneTooMany(ours));
    }
  }

  /** One connection too many waits for another to end: a program that retries would only fail. */
  private void takeSlot(GatewaySession session, Slot slot, ConnectionScope scope) {
    session.waitFor(slot);
    scope.add(() -> connections.leave(slot));
    if (!slot.isGiven()) {
      log(session, "its key has too many connections: it waits");
      Future<?> over =
          session
              .getFactoryManager()
              .getScheduledExecutorService()
              .schedule(
                  () -> {
                    if (!slot.isGiven()) {
                      endOneTooMany(session);
                    }
                  },
                  longestWait.toMillis(),
                  TimeUnit.MILLISECONDS);
      scope.add(() -> over.cancel(false));
    }
  }

  private void endOneTooMany(GatewaySession session) {
    end(
        session,
        SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS,
        "session ended: its key has too many connections");
  }

  /** How many sessions have logged in so far. */
  long logins() {
    return logins.sum();
  }

  /** No connection comes any more: those that wait for a slot wait no longer. */
  void letNobodyWait() {
    connections.close();
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
          .addKeyValue("user", LoggedText.escaped(String.valueOf(session.getUsername())))
          .addKeyValue("client", LoggedText.escaped(String.valueOf(session.getClientVersion())))
          .addKeyValue("cipher", session.getNegotiatedKexParameter(KexProposalOption.S2CENC))
          .log(message);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
