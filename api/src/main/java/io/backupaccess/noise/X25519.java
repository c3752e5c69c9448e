package io.backupaccess.noise;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/** The JDK's X25519, with keys as the 32 bytes that RFC 7748 has for them. */
public final class X25519 {
  public static final int KEY_BYTES = 32;

  // SubjectPublicKeyInfo and OneAsymmetricKey of RFC 8410, up to the key itself.
  private static final byte[] PUBLIC = HexFormat.of().parseHex("302a300506032b656e032100");
  private static final byte[] PRIVATE = HexFormat.of().parseHex("302e020100300506032b656e04220420");

  private X25519() {}

  public static KeyPair generate() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("X25519").generateKeyPair();
  }

  /** The key pair of a private key as {@link StaticKeys} writes it. */
  public static KeyPair keyPair(String privateKey) throws GeneralSecurityException {
    PrivateKey own =
        KeyFactory.getInstance("X25519")
            .generatePrivate(new PKCS8EncodedKeySpec(joined(PRIVATE, decoded(privateKey))));
    byte[] base = Arrays.copyOf(new byte[] {9}, KEY_BYTES);
    return new KeyPair(publicKey(agree(own, base)), own);
  }

  /** A public key as {@link StaticKeys} writes it. */
  public static byte[] decoded(String key) throws InvalidKeyException {
    try {
      byte[] bytes = Base64.getDecoder().decode(key);
      if (bytes.length == KEY_BYTES) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new InvalidKeyException("not 32 bytes in Base64");
  }

  static byte[] bytes(PublicKey key) {
    return last(key.getEncoded());
  }

  static byte[] bytes(PrivateKey key) {
    return last(key.getEncoded());
  }

  private static byte[] last(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
  }

  /**
   * @param publicKey of the other side
   * @throws GeneralSecurityException where that key would make the secret known to anybody
   */
  static byte[] agree(KeyPair own, byte[] publicKey) throws GeneralSecurityException {
    return agree(own.getPrivate(), publicKey);
  }

  private static byte[] agree(PrivateKey own, byte[] publicKey) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(own);
    agreement.doPhase(publicKey(publicKey), true);
    return agreement.generateSecret();
  }

  private static PublicKey publicKey(byte[] key) throws GeneralSecurityException {
    return KeyFactory.getInstance("X25519")
        .generatePublic(new X509EncodedKeySpec(joined(PUBLIC, key)));
  }

  private static byte[] joined(byte[] prefix, byte[] key) {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    encoded.writeBytes(prefix);
    encoded.writeBytes(key);
    return encoded.toByteArray();
  }
}
