package io.backupaccess.gateway.ssh;

import java.io.IOException;
import java.time.Instant;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;

/** A connection's SSH session: bounds what a peer can make it do, and what it tells. */
final class GatewaySession extends ServerSessionImpl {
  /** A login with six keys takes fewer than forty messages. */
  private static final int MESSAGES_BEFORE_LOGIN = 100;

  /** What may be under way when we ask for new keys; each may cost a reply that has to wait. */
  private static final int MESSAGES_BEFORE_REKEYING = 256;

  /** RFC 4253 section 6.1 wants 35000 bytes; a login takes fewer. */
  private static final int LARGEST_BEFORE_LOGIN = 40_000;

  private final Instant began = Instant.now();
  private int messages;
  private int unfinished;

  GatewaySession(ServerFactoryManager server, IoSession connection) throws Exception {
    super(server, connection);
  }

  Instant began() {
    return began;
  }

  /** A packet is held until all of it is here, so a stranger's may not be large. */
  @Override
  public void messageReceived(Readable bytes) throws Exception {
    unfinished += bytes.available();
    super.messageReceived(bytes);
    allow(isAuthenticated() || unfinished <= LARGEST_BEFORE_LOGIN);
  }

  @Override
  protected void doHandleMessage(Buffer buffer) throws Exception {
    unfinished = 0;
    int message = buffer.array()[buffer.rpos()] & 0xff;
    KexState state = kexState.get();
    if (!isAuthenticated()) {
      allow(++messages <= MESSAGES_BEFORE_LOGIN);
    } else if (state == KexState.DONE) {
      messages = 0;
    } else if (isNotForKeyExchange(message)) {
      // RFC 4253 section 7.1: whoever has sent KEXINIT sends nothing else until it has new keys.
      allow(state == KexState.INIT && ++messages <= MESSAGES_BEFORE_REKEYING);
    }
    super.doHandleMessage(buffer);
  }

  private static boolean isNotForKeyExchange(int message) {
    return message > SshConstants.SSH_MSG_KEX_LAST
        || message == SshConstants.SSH_MSG_SERVICE_REQUEST
        || message == SshConstants.SSH_MSG_SERVICE_ACCEPT;
  }

  private static void allow(boolean condition) throws SshException {
    if (!condition) {
      throw new SshException(
          SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "Too many messages, or too long");
    }
  }

  /** Says what the code means and no more; the text could be that of any exception. */
  @Override
  public void disconnect(int reason, String text) throws IOException {
    log.debug("Disconnecting {}: {}", this, text);
    super.disconnect(reason, DisconnectText.of(reason));
  }

  @Override
  public void exceptionCaught(Throwable failure) {
    log.debug("Session {} failed", this, failure);
    super.exceptionCaught(failure);
  }

  /** A writer that waits for the peer holds locks that closing needs, so the socket goes first. */
  @Override
  protected void preClose() {
    if (state.get() == State.Immediate) {
      getIoSession().close(true);
    }
    super.preClose();
  }
}
