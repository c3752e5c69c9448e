package io.backupaccess.noise;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Base64;

/**
 * A key pair that stays, as it is written down: each half is the 32 bytes that RFC 7748 has for
 * X25519, in Base64.
 *
 * @param privateKey stays with its side
 * @param publicKey for the other side
 */
public record StaticKeys(String privateKey, String publicKey) {

  /** A new key pair. */
  public static StaticKeys make() {
    try {
      KeyPair pair = X25519.generate();
      return new StaticKeys(
          Base64.getEncoder().encodeToString(X25519.bytes(pair.getPrivate())),
          Base64.getEncoder().encodeToString(X25519.bytes(pair.getPublic())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has X25519", e);
    }
  }

  @Override
  public String toString() {
    return "public key " + publicKey;
  }
}
