package io.backupaccess.gateway.session;

import io.backupaccess.gateway.access.Ongoing;
import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.ssh.Login;
import java.net.InetAddress;

/** What a client has asked for and is being served. */
interface Transfer extends Ongoing {

  /** Whose it is. */
  Login login();

  /** Whether it was ended from outside. */
  boolean isEnded();

  @Override
  default Credential credential() {
    return login().credential();
  }

  @Override
  default InetAddress source() {
    return login().source();
  }
}
