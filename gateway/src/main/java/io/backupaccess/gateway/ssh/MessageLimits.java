package io.backupaccess.gateway.ssh;

import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.ReservedSessionMessagesHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/** Answers messages that SSH does not know: none before a login, a few after it. */
final class MessageLimits implements ReservedSessionMessagesHandler {
  private static final int UNKNOWN_AFTER_LOGIN = 100;
  private static final AttributeKey<Integer> UNKNOWN = new AttributeKey<>();

  @Override
  public boolean handleUnimplementedMessage(Session session, int message, Buffer buffer)
      throws Exception {
    Integer before = session.getAttribute(UNKNOWN);
    int unknown = before == null ? 1 : before + 1;
    if (!session.isAuthenticated() || unknown > UNKNOWN_AFTER_LOGIN) {
      throw new SshException(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "Unknown message");
    }
    session.setAttribute(UNKNOWN, unknown);
    // A reply to SSH_MSG_UNIMPLEMENTED would begin an exchange without an end.
    return message == SshConstants.SSH_MSG_UNIMPLEMENTED;
  }
}
