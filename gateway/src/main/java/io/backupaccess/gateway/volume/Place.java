package io.backupaccess.gateway.volume;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Where the contents of a volume are.
 *
 * @param reader name of the reader in whose pod they are, and the paths with them; empty: here
 * @param mount absolute path of a folder whose parents are trusted
 * @param folder a folder beneath {@code mount}, relative; it is opened following no symbolic link,
 *     because the volume's owner may put one there; empty: the mount itself
 */
public record Place(Optional<String> reader, Path mount, Optional<Path> folder) {

  /** A place here. */
  public Place(Path mount, Optional<Path> folder) {
    this(Optional.empty(), mount, folder);
  }

  /** Checks the paths, as far as that takes no look at the file system. */
  public Place {
    if (!mount.isAbsolute()) {
      throw new IllegalArgumentException("a mount needs an absolute path: " + mount);
    }
    if (folder.isPresent() && (mount.getNameCount() == 0 || !isPlainlyBeneath(folder.get()))) {
      throw new IllegalArgumentException(
          "a folder needs a relative path without '.' and '..', beneath a mount: " + folder.get());
    }
  }

  /** The whole of what is mounted there. */
  public static Place of(Path mount) {
    return new Place(mount, Optional.empty());
  }

  /** The path of the contents. */
  public Path path() {
    return folder.map(mount::resolve).orElse(mount);
  }

  private static boolean isPlainlyBeneath(Path folder) {
    return !folder.isAbsolute()
        && StreamSupport.stream(folder.spliterator(), false)
            .map(Path::toString)
            .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
  }
}
