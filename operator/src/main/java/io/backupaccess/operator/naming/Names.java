package io.backupaccess.operator.naming;

import io.backupaccess.api.v1alpha1.BackupAccess;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The names of what is made for a resource.
 *
 * @param instance the resource's name, fit for a label's value
 * @param hostKeySecret with the host key in use
 * @param madeHostKeySecret with the host key that the operator makes
 */
public record Names(
    String instance,
    String gateway,
    String gatewaySecret,
    String hostKeySecret,
    String madeHostKeySecret) {

  // A Service's name is the narrowest: a label that begins with a letter (RFC 1035).
  private static final int LIMIT = 63;
  private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final int HASH = 10;

  /** Derives the names; the host keys' may be given by the resource. */
  public static Names of(BackupAccess resource) {
    String name = resource.getMetadata().getName();
    String given = resource.getSpec() == null ? null : resource.getSpec().hostKeys().secretName();
    String made = derive(name, "-host-keys");
    return new Names(
        derive(name, ""),
        gateway(name),
        derive(name, "-gateway-status"),
        given == null ? made : given,
        made);
  }

  /** The name of the Deployment, the Service and the others of the resource with that name. */
  public static String gateway(String access) {
    return derive(access, "-gateway");
  }

  /**
   * Whether a Secret of this name holds a next host key that the operator makes, rather than one
   * that the resource's owner has to.
   */
  public boolean madeAsNext(String secret) {
    return secret.startsWith(madeHostKeySecret + "-");
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
