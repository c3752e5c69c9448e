package io.backupaccess.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file that {@code natPeersFile} names, as it was when it was read.
 *
 * @param text empty: it could not be read
 */
record PeersFile(Path path, Optional<String> text) {

  static PeersFile read(Path path) {
    try {
      return new PeersFile(
          path,
          Files.isRegularFile(path)
              ? Optional.of(new String(new ConfigFile(path).read(), UTF_8))
              : Optional.empty());
    } catch (IOException e) {
      return new PeersFile(path, Optional.empty());
    }
  }

  /** Whether the file says something else by now. */
  boolean changed() {
    return !read(path).equals(this);
  }
}
