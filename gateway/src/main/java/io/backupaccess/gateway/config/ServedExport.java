package io.backupaccess.gateway.config;

import io.backupaccess.gateway.command.Access;
import io.backupaccess.gateway.command.Invocation;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A volume as it is served now.
 *
 * @param name the first element of its paths
 * @param mount the mount, or any folder whose parents are trusted
 * @param folder the folder beneath it that is served; empty: the mount itself
 * @param access what keys that are granted it may do with it
 */
public record ServedExport(ExportName name, Path mount, Optional<Path> folder, Access access) {

  /**
   * Whether it is the same place, and what was allowed there in this direction is allowed still. A
   * push compares what it may read.
   */
  public boolean stillAllows(Invocation.Direction direction, ServedExport earlier) {
    boolean samePlace =
        name.equals(earlier.name) && mount.equals(earlier.mount) && folder.equals(earlier.folder);
    return samePlace
        && switch (direction) {
          case PULL -> access.mode().permitsReading();
          case PUSH ->
              access.mode().permitsWriting()
                  && (access.mode().permitsReading() || !earlier.access.mode().permitsReading())
                  && access.changes().containsAll(earlier.access.changes());
        };
  }

  /** The same for a key that may only read it. */
  ServedExport forReading() {
    return new ServedExport(name, mount, folder, Access.READ_ONLY);
  }

  /** Where its contents lie. */
  public Path path() {
    return folder.map(mount::resolve).orElse(mount);
  }
}
