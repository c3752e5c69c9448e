package io.backupaccess.gateway.ssh;

import java.util.Optional;
import org.apache.sshd.server.command.Command;

/** Makes what answers a command. */
@FunctionalInterface
public interface Commands {

  /**
   * What answers a command of this login.
   *
   * @param login whose key was proven
   * @param command the bytes of the client's request
   */
  Command command(Login login, byte[] command);

  /** What answers SFTP of this login; empty: it is not served. */
  default Optional<Command> sftp(Login login) {
    return Optional.empty();
  }
}
