package io.backupaccess.gateway.ssh;

import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.Session;

/**
 * Ends connections that offer too many keys, counted as sshd's {@code MaxAuthTries}: the last one
 * allowed may still log in. The counts belong to the connection, so that nothing a client sends
 * sets them back.
 *
 * @param most keys that a connection may offer
 */
record AuthTries(int most) {
  private static final AttributeKey<Integer> REFUSED = new AttributeKey<>();
  private static final AttributeKey<Integer> REQUESTS = new AttributeKey<>();

  /** Counts a key that was refused, or a signature that was not its own. */
  static void refused(Session session) {
    count(session, REFUSED);
  }

  /** How many requests there may be: two for each key, one without a key, and one to spare. */
  int mostRequests() {
    return 2 * most + 2;
  }

  /**
   * Counts a request to log in.
   *
   * @throws SshException that ends the connection, where there were too many
   */
  void requested(Session session) throws SshException {
    Integer refused = session.getAttribute(REFUSED);
    int requests = count(session, REQUESTS);
    if ((refused != null && refused >= most) || requests > mostRequests()) {
      throw new SshException(
          SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE, "Too many tries to log in");
    }
  }

  private static int count(Session session, AttributeKey<Integer> key) {
    Integer before = session.getAttribute(key);
    int now = before == null ? 1 : before + 1;
    session.setAttribute(key, now);
    return now;
  }
}
