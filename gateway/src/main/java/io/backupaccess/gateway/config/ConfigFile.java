package io.backupaccess.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that holds the configuration. */
public final class ConfigFile {
  /** A ConfigMap holds 1 MiB at most. */
  public static final int LARGEST = 4 << 20;

  private final Path path;

  /**
   * The file at this path, which may be a symbolic link that is swapped, as in a ConfigMap mount.
   */
  public ConfigFile(Path path) {
    this.path = path;
  }

  /** The bytes of the file now. */
  public byte[] read() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException("the configuration is larger than " + LARGEST + " bytes");
      }
      return bytes;
    }
  }
}
