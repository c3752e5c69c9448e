package io.backupaccess.gateway.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * What a public key is called, as OpenSSH prints it.
 *
 * @param value {@code SHA256:} and 43 characters of base64
 */
public record Fingerprint(String value) {

  /** The fingerprint of a key. */
  public static Fingerprint of(PublicKey key) {
    ByteArrayBuffer blob = new ByteArrayBuffer();
    blob.putRawPublicKey(key);
    return of(blob.getCompactData());
  }

  /** The fingerprint of a key as it is on the wire, whatever it may be. */
  static Fingerprint of(byte[] blob) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
      return new Fingerprint(
          "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
