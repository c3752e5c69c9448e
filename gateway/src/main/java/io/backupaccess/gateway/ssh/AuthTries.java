package io.backupaccess.gateway.ssh;

import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionDisconnectHandler;

/**
 * Ends connections that offer too many keys, counted as sshd's {@code MaxAuthTries}: the last one
 * allowed may still log in. The library alone counts requests, and a login by one key takes several
 * of them: one without a key, one that asks about the key, one with its signature.
 */
final class AuthTries implements SessionDisconnectHandler {
  /** With this limit of its own, the library asks about each request but the first. */
  static final int ASK_ALWAYS = 0;

  private static final AttributeKey<Integer> REFUSED = new AttributeKey<>();

  private final int most;

  AuthTries(int most) {
    this.most = most;
  }

  /** Counts a key that was refused. */
  static void refused(Session session) {
    session.setAttribute(REFUSED, count(session) + 1);
  }

  private static int count(Session session) {
    Integer count = session.getAttribute(REFUSED);
    return count == null ? 0 : count;
  }

  /** How many requests there may be after the first: two for each key, and one to spare. */
  static int mostRequests(int tries) {
    return 2 * tries + 1;
  }

  /** Tells the library not to end the connection, while there are tries left. */
  @Override
  public boolean handleAuthCountDisconnectReason(
      Session session,
      Service service,
      String requested,
      String method,
      String user,
      int requests,
      int limit) {
    return count(session) < most && requests <= mostRequests(most);
  }
}
