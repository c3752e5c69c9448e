package io.backupaccess.gateway.ssh;

import java.io.IOException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * The requests of a connection for services (RFC 4253, section 10). The login is the only one to
 * ask for. Some clients do so again before each key: they are answered, and nothing begins anew.
 * The library would put a new service in the place of the one that runs, and forget what that
 * knows: tries to log in, or channels and their commands.
 */
final class ServiceRequests {
  /** RFC 4252. */
  private static final String LOGIN = "ssh-userauth";

  private boolean loginBegan;

  /**
   * Answers a request, unless it is the one that begins the login, which is left to the library.
   *
   * @param request the message from its first byte on
   * @return whether it is answered
   * @throws SshException that ends the connection: another service, or any after the login
   */
  boolean answer(Session session, Buffer request) throws IOException {
    int body = request.rpos() + 1;
    String service =
        new ByteArrayBuffer(request.array(), body, request.wpos() - body, true).getString();
    if (session.isAuthenticated() || !service.equals(LOGIN)) {
      throw new SshException(
          SshConstants.SSH2_DISCONNECT_SERVICE_NOT_AVAILABLE, "A service that is not for this");
    }
    if (!loginBegan) {
      loginBegan = true;
      return false;
    }
    Buffer accept =
        session.createBuffer(SshConstants.SSH_MSG_SERVICE_ACCEPT, LOGIN.length() + Integer.BYTES);
    accept.putString(LOGIN);
    session.writePacket(accept);
    return true;
  }
}
