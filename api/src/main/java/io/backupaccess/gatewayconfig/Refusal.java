package io.backupaccess.gatewayconfig;

import java.util.Locale;

/** The classes of what a gateway refuses. */
public enum Refusal {
  /** A connection, because there are too many. */
  CONNECTIONS,
  /** A connection, because its source has too many. */
  SOURCE,
  /** A connection, because too many have not logged in yet. */
  STARTUPS,
  /** A connection, because its source failed too often. */
  PENALTY,
  /** A connection that does not begin with a PROXY header of a trusted peer. */
  PROXY,
  /** A key or certificate that is not accepted; a client may offer several in one connection. */
  KEY,
  /** A transfer, because its key or the gateway has too many. */
  TRANSFERS,
  /** A command that its key does not allow, or that nobody may give. */
  COMMAND;

  /** Its name in {@link GatewayCounters#refusals}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
