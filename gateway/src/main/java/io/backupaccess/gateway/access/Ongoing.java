package io.backupaccess.gateway.access;

import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Grant;
import java.net.InetAddress;

/** Something under way that a credential allows: a session, or a transfer. */
public interface Ongoing {

  /** By what its client logged in. */
  Credential credential();

  /** Where its client connects from. */
  InetAddress source();

  /** Whether all that it touches is granted still, in the way that it touches it. */
  boolean isCoveredBy(Grant grant);

  /**
   * Ends it. Returns at once; further calls do nothing.
   *
   * @param reason for the client
   */
  void end(String reason);
}
