package io.backupaccess.operator.naming;

import io.backupaccess.api.v1alpha1.BackupAccess;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of what is made for a resource.
 *
 * @param instance the resource's name, fit for a label's value
 * @param hostKeySecret with the host key in use
 * @param nextHostKeySecret with the one that comes next; null: there is none
 * @param gatewayHopSecret with the gateway's keys for the connections to its readers
 * @param readers the name of what all readers have together
 */
public record Names(
    String instance,
    String gateway,
    String gatewaySecret,
    String hostKeySecret,
    @Nullable String nextHostKeySecret,
    String gatewayHopSecret,
    String readers) {

  // A Service's name is the narrowest: a label that begins with a letter (RFC 1035).
  private static final int LIMIT = 63;
  private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final int HASH = 10;

  /** Derives the names; the host keys' may be given by the resource. */
  public static Names of(BackupAccess resource) {
    String name = resource.getMetadata().getName();
    List<String> given =
        resource.getSpec() == null ? List.of() : resource.getSpec().hostKeys().secretNames();
    return new Names(
        derive(name, ""),
        gateway(name),
        derive(name, "-gateway-status"),
        // Its length fits in the name of a Secret, and a rule of the API server knows it.
        given.isEmpty() ? name + "-host-keys" : given.getFirst(),
        given.size() < 2 ? null : given.get(1),
        derive(name, "-gateway-hop"),
        derive(name, "-readers"));
  }

  /** The name of the Deployment, the Service and the others of the resource with that name. */
  public static String gateway(String access) {
    return derive(access, "-gateway");
  }

  /** The name of the Deployment and the others of a reader of the resource with that name. */
  public static String reader(String access, String id) {
    return derive(access, "-reader-" + id);
  }

  /**
   * The name and the suffix, or where that is no label of 63 characters, a short form with a hash.
   */
  static String derive(String name, String suffix) {
    if (LABEL.matcher(name).matches() && name.length() + suffix.length() <= LIMIT) {
      return name + suffix;
    }
    String readable = name.replaceAll("[^a-z0-9-]", "-");
    if (!readable.matches("[a-z].*")) {
      readable = "ba-" + readable;
    }
    int room = LIMIT - suffix.length() - HASH - 1;
    if (readable.length() > room) {
      readable = readable.substring(0, room);
    }
    return readable.replaceAll("-+$", "") + "-" + hash(name).substring(0, HASH) + suffix;
  }

  /** Lower-case hexadecimal SHA-256 of the text. */
  public static String hash(String text) {
    return HexFormat.of().formatHex(Digests.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }
}
