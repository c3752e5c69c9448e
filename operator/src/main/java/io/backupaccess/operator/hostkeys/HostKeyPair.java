package io.backupaccess.operator.hostkeys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * An Ed25519 key pair as {@code ssh-keygen} writes it.
 *
 * @param privateKey a file in OpenSSH's format (PROTOCOL.key), without a passphrase
 * @param publicKey type and Base64, without a comment
 */
public record HostKeyPair(String privateKey, String publicKey) {

  static final String TYPE = "ssh-ed25519";
  static final String BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----";
  static final String END = "-----END OPENSSH PRIVATE KEY-----";
  static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);

  private static final int KEY_BYTES = 32;
  // The private section is padded to the block size of "no cipher".
  private static final int BLOCK = 8;
  private static final int LINE = 70;

  /** Makes a new one. */
  public static HostKeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, random);
      return of(generator.generateKeyPair(), random.nextInt());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HostKeyPair of(KeyPair pair, int check) {
    // An X.509 SubjectPublicKeyInfo of Ed25519 ends with the key itself (RFC 8410, section 4).
    byte[] encoded = pair.getPublic().getEncoded();
    byte[] point = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    byte[] publicBlob = new SshWriter().string(TYPE).string(point).toBytes();

    SshWriter section =
        new SshWriter()
            .number(check)
            .number(check)
            .string(TYPE)
            .string(point)
            .string(new SshWriter().raw(seed).raw(point).toBytes())
            .string("");
    for (byte pad = 1; section.size() % BLOCK != 0; pad++) {
      section.raw(new byte[] {pad});
    }
    byte[] file =
        new SshWriter()
            .raw(MAGIC)
            .string("none")
            .string("none")
            .string("")
            .number(1)
            .string(publicBlob)
            .string(section.toBytes())
            .toBytes();
    String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(file);
    return new HostKeyPair(
        BEGIN + "\n" + body + "\n" + END + "\n",
        TYPE + " " + Base64.getEncoder().encodeToString(publicBlob));
  }
}
