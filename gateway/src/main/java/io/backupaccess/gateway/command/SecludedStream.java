package io.backupaccess.gateway.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The stream of a client, at the start of which its arguments may be: {@code --secluded-args}. */
@FunctionalInterface
public interface SecludedStream {

  /**
   * Reads them, see {@link SecludedArguments}. What follows them in the stream belongs to rsync.
   *
   * @return one Latin-1 character a byte; empty: they are not as rsync sends them
   */
  Optional<List<String>> arguments() throws IOException;
}
