package io.backupaccess.gateway.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** The keys by which clients know this server. */
final class HostKeys {
  private HostKeys() {}

  /** Reads them once, so that a file that is damaged later changes nothing. */
  static List<KeyPair> read(List<Path> files) throws IOException {
    List<KeyPair> pairs = new ArrayList<>();
    for (Path file : files) {
      pairs.add(read(file));
    }
    return pairs;
  }

  private static KeyPair read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Iterable<KeyPair> pairs =
          SecurityUtils.loadKeyPairIdentities(
              null, NamedResource.ofName(file.toString()), in, FilePasswordProvider.EMPTY);
      if (pairs != null && pairs.iterator().hasNext()) {
        return pairs.iterator().next();
      }
    } catch (NoSuchFileException e) {
      throw new IOException("the host key " + file + " does not exist", e);
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
    throw unreadable(file, null);
  }

  private static IOException unreadable(Path file, @Nullable Exception cause) {
    return new IOException(
        "the host key " + file + " cannot be read: a private key without a passphrase is needed",
        cause);
  }
}
