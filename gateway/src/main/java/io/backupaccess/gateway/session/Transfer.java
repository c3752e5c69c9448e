package io.backupaccess.gateway.session;

import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.ssh.Login;

/** What a client has asked for and is being served. */
interface Transfer {

  /** Whose it is. */
  Login login();

  /** Whether all that it touches is granted still, in the way that it touches it. */
  boolean isCoveredBy(Grant grant);

  /** Ends it for a reason that its client is told. Returns at once. */
  void end(String reason);
}
