package io.backupaccess.gateway.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A volume as it is served now.
 *
 * @param name the first element of its paths
 * @param mount the mount, or any folder whose parents are trusted
 * @param folder the folder beneath it that is served; empty: the mount itself
 */
public record ServedExport(ExportName name, Path mount, Optional<Path> folder) {

  /** Where its contents lie. */
  public Path path() {
    return folder.map(mount::resolve).orElse(mount);
  }
}
