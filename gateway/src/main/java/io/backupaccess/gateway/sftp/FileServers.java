package io.backupaccess.gateway.sftp;

import java.io.IOException;
import java.util.Optional;

/** The children that read files for a session: one for each place that has volumes of its key. */
@FunctionalInterface
public interface FileServers {

  /**
   * The one that has these volumes.
   *
   * @param reader name of the reader; empty: the volumes are here
   * @throws IOException where it cannot be had now
   */
  FileServer at(Optional<String> reader) throws IOException;
}
