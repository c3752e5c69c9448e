package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.ssh.transport.SocketTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.util.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a session's peer for a sign of life, so that nothing between the two takes a long quiet
 * phase of a pull for the end, and so that the kernel finds out within a minute when the peer is
 * gone.
 *
 * <p>A peer that does not answer may merely be stopped; the kernel tells when it is gone. So the
 * answers are counted only to ask no more while some are due.
 */
final class Keepalive {
  private static final Logger LOG = LoggerFactory.getLogger(Keepalive.class);
  private static final String REQUEST = "keepalive@openssh.com";

  /**
   * Half of the least that load balancers wait for a byte. With what LostPeers takes to call a peer
   * gone, it is less than a minute.
   */
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private static final int MOST_DUE = 3;

  private final Peer peer;
  private final AtomicInteger due = new AtomicInteger();
  private long last;

  /** Who is asked. */
  interface Peer {
    /** Whether a request would leave at once. */
    boolean takesRequests();

    /** Asks, and returns at once. */
    void ask(Runnable answered);
  }

  Keepalive(GatewaySession session) {
    this(new SessionPeer(session), System.nanoTime());
  }

  Keepalive(Peer peer, long nanos) {
    this.peer = peer;
    this.last = nanos;
  }

  /** To be called often, by one thread, with the time on a clock that only goes forward. */
  void look(long nanos) {
    if (nanos - last < INTERVAL.toNanos()) {
      return;
    }
    last = nanos;
    if (due.get() < MOST_DUE && peer.takesRequests()) {
      due.incrementAndGet();
      peer.ask(due::decrementAndGet);
    }
  }

  private record SessionPeer(GatewaySession session) implements Peer {
    @Override
    public boolean takesRequests() {
      return session.getKexState() == KexState.DONE
          && !SocketTransport.isWriting(session.getIoSession());
    }

    @Override
    public void ask(Runnable answered) {
      Thread.ofVirtual()
          .name("ssh-keepalive")
          .start(
              () -> {
                try {
                  Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
                  request.putString(REQUEST);
                  request.putBoolean(true);
                  session.request(request, REQUEST, (code, answer) -> answered.run());
                } catch (IOException e) {
                  LOG.debug("No sign of life could be asked for", e);
                }
              });
    }
  }
}
