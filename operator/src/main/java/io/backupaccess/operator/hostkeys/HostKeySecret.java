package io.backupaccess.operator.hostkeys;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Secret with the gateway's identity. The Secret may be anyone's, so it is used only if
 * it is exactly what the documentation says: a resource must not be a way to mount other Secrets.
 */
public final class HostKeySecret {

  private static final Set<String> KEYS =
      Set.of(HostKeySecretFormat.PRIVATE_KEY, HostKeySecretFormat.PUBLIC_KEY);
  private static final int MAX_BYTES = 8192;
  private static final int ED25519_BLOB = 51;

  private HostKeySecret() {}

  /** What the Secret is worth. */
  public static HostKeys read(Secret secret) {
    Map<String, String> data = secret.getData();
    if (data == null || !data.keySet().equals(KEYS)) {
      return new HostKeys.Unusable(
          "must hold exactly the keys %s and %s"
              .formatted(HostKeySecretFormat.PRIVATE_KEY, HostKeySecretFormat.PUBLIC_KEY));
    }
    Optional<byte[]> published =
        text(data.get(HostKeySecretFormat.PUBLIC_KEY)).flatMap(HostKeySecret::publicBlob);
    if (published.isEmpty()) {
      return new HostKeys.Unusable(
          "does not hold an Ed25519 public key in " + HostKeySecretFormat.PUBLIC_KEY);
    }
    Optional<byte[]> inside =
        text(data.get(HostKeySecretFormat.PRIVATE_KEY)).flatMap(HostKeySecret::blobOfPrivateKey);
    if (inside.isEmpty()) {
      return new HostKeys.Unusable(
          "does not hold an Ed25519 private key in OpenSSH's format without a passphrase in "
              + HostKeySecretFormat.PRIVATE_KEY);
    }
    if (!Arrays.equals(published.get(), inside.get())) {
      return new HostKeys.Unusable("holds a public key that is not of its private key");
    }
    return new HostKeys.Usable(
        HostKeyPair.TYPE + " " + Base64.getEncoder().encodeToString(published.get()));
  }

  private static Optional<String> text(@Nullable String encoded) {
    if (encoded == null || encoded.length() > MAX_BYTES) {
      return Optional.empty();
    }
    return decode(encoded).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static Optional<byte[]> publicBlob(String line) {
    String[] parts = line.strip().split("\\s+", 3);
    if (parts.length < 2 || !parts[0].equals(HostKeyPair.TYPE) || line.strip().contains("\n")) {
      return Optional.empty();
    }
    return decode(parts[1]).filter(blob -> blob.length == ED25519_BLOB);
  }

  /** The public key in the clear part of a private key file. */
  private static Optional<byte[]> blobOfPrivateKey(String file) {
    String body = file.strip();
    if (!body.startsWith(HostKeyPair.BEGIN) || !body.endsWith(HostKeyPair.END)) {
      return Optional.empty();
    }
    body = body.substring(HostKeyPair.BEGIN.length(), body.length() - HostKeyPair.END.length());
    return decode(body.replaceAll("\\s", "")).flatMap(HostKeySecret::clearPart);
  }

  private static Optional<byte[]> clearPart(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      byte[] magic = new byte[HostKeyPair.MAGIC.length];
      buffer.get(magic);
      boolean plain =
          Arrays.equals(magic, HostKeyPair.MAGIC)
              && new String(string(buffer), StandardCharsets.US_ASCII).equals("none")
              && new String(string(buffer), StandardCharsets.US_ASCII).equals("none")
              && string(buffer).length == 0
              && buffer.getInt() == 1;
      return plain ? Optional.of(string(buffer)) : Optional.empty();
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static byte[] string(ByteBuffer buffer) {
    int length = buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
