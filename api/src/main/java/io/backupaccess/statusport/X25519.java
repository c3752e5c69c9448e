package io.backupaccess.statusport;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/** The JDK's X25519, with public keys as the 32 bytes that RFC 7748 has for them. */
final class X25519 {
  static final int KEY_BYTES = 32;

  // SubjectPublicKeyInfo of RFC 8410, up to the key itself.
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

  private X25519() {}

  static KeyPair generate() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("X25519").generateKeyPair();
  }

  static byte[] bytes(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
  }

  /**
   * @param publicKey of the other side
   * @throws GeneralSecurityException where that key would make the secret known to anybody
   */
  static byte[] agree(KeyPair own, byte[] publicKey) throws GeneralSecurityException {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    encoded.writeBytes(PREFIX);
    encoded.writeBytes(publicKey);
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(own.getPrivate());
    agreement.doPhase(
        KeyFactory.getInstance("X25519")
            .generatePublic(new X509EncodedKeySpec(encoded.toByteArray())),
        true);
    return agreement.generateSecret();
  }
}
