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
 * phase of a pull for the end.
 *
 * <p>A peer that does not answer may merely be stopped; the kernel tells when it is gone. So the
 * answers are counted only to ask no more while some are due.
 */
final class Keepalive {
  private static final Logger LOG = LoggerFactory.getLogger(Keepalive.class);
  private static final String REQUEST = "keepalive@openssh.com";
  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final int MOST_DUE = 3;

  private final GatewaySession session;
  private final AtomicInteger due = new AtomicInteger();
  private long last = System.nanoTime();

  Keepalive(GatewaySession session) {
    this.session = session;
  }

  /** To be called often, by one thread. */
  void look() {
    if (System.nanoTime() - last < INTERVAL.toNanos()) {
      return;
    }
    last = System.nanoTime();
    if (due.get() < MOST_DUE
        && session.getKexState() == KexState.DONE
        && !SocketTransport.isWriting(session.getIoSession())) {
      due.incrementAndGet();
      Thread.ofVirtual().name("ssh-keepalive").start(this::ask);
    }
  }

  private void ask() {
    try {
      Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
      request.putString(REQUEST);
      request.putBoolean(true);
      session.request(request, REQUEST, (code, answer) -> due.decrementAndGet());
    } catch (IOException e) {
      LOG.debug("No sign of life could be asked for", e);
    }
  }
}
