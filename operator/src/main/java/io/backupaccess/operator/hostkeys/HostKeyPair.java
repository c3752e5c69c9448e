package io.backupaccess.operator.hostkeys;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

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

  // The private section is padded to the block size of "no cipher".
  private static final int BLOCK = 8;
  private static final int LINE = 70;

  /** Makes a new one. */
  public static HostKeyPair generate(SecureRandom random) {
    // Java's own generator takes several times as long without the second compiler.
    Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(random);
    return of(key.getEncoded(), key.generatePublicKey().getEncoded(), random.nextInt());
  }

  private static HostKeyPair of(byte[] seed, byte[] point, int check) {
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
