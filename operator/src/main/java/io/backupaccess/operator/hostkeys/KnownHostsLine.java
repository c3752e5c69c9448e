package io.backupaccess.operator.hostkeys;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.naming.Digests;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A line of a client's {@code known_hosts} (sshd(8)). */
public final class KnownHostsLine {

  private static final int SSH_PORT = 22;

  private KnownHostsLine() {}

  /** The line that makes a client accept the key, and no other, at each of the addresses. */
  public static String of(List<String> addresses, int port, String publicKey) {
    return addresses.stream()
        .map(address -> port == SSH_PORT ? address : "[" + address + "]:" + port)
        .collect(Collectors.joining(",", "", " " + publicKey));
  }

  /** The fingerprints of the keys that clients were told to expect, the one in use first. */
  public static List<String> publishedFingerprints(BackupAccess resource) {
    if (resource.getStatus() == null) {
      return List.of();
    }
    return resource.getStatus().knownHosts().stream()
        .flatMap(line -> fingerprint(line).stream())
        .toList();
  }

  /** The fingerprint of the key at the end of a line. */
  public static Optional<String> fingerprint(String line) {
    try {
      byte[] blob = Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
      return Optional.of(
          "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(Digests.sha256(blob)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
