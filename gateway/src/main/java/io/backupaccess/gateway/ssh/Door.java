package io.backupaccess.gateway.ssh;

import io.backupaccess.gatewayconfig.GatewayStatus.Clients;
import java.io.IOException;

/** Where requests come in. */
public interface Door extends AutoCloseable {

  /** Begins to accept connections. */
  void open() throws IOException;

  /** The port that connections are accepted on. */
  int port();

  /** With what addresses clients came. */
  Clients clients();

  /** How many logged in, and what was refused. */
  DoorCounts counts();

  /** Accepts no more connections, and leaves those that there are. */
  void shut();

  /** Ends the connections; their peers have a moment to do that themselves. */
  @Override
  void close() throws IOException;
}
