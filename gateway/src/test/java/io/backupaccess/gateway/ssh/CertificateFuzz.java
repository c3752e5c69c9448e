package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.fuzz.FuzzAssert;
import io.backupaccess.gateway.fuzz.FuzzTarget;
import io.backupaccess.gateway.ssh.ForgedCertificate.Field;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Reading a certificate fails in one way only, and none is accepted that nobody signed. */
public final class CertificateFuzz implements FuzzTarget {
  private final KeyPair authority = pair((byte) 1);
  private final KeyPair owner = pair((byte) 2);
  private final List<byte[]> signed = signed();

  /** Always the same, so that seeds stay what they are in the process that fuzzes. */
  private static KeyPair pair(byte seed) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance("Ed25519", new BouncyCastleProvider());
      generator.initialize(255, new Repeated(seed));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Repeated extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte value;

    Repeated(byte value) {
      this.value = value;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, value);
    }
  }

  private List<byte[]> signed() {
    ForgedCertificate right =
        ForgedCertificate.of(owner.getPublic(), authority.getPublic())
            .with(Field.BEGINS, ForgedCertificate.number(0))
            .with(Field.EXPIRES, ForgedCertificate.number(-1));
    byte[] addresses =
        ForgedCertificate.joined(
            ForgedCertificate.string("source-address"),
            ForgedCertificate.string(ForgedCertificate.string("192.0.2.0/24,203.0.113.7")));
    byte[] principals =
        ForgedCertificate.joined(ForgedCertificate.string("a"), ForgedCertificate.string("b"));
    return List.of(
        right.signedBy(authority),
        right.with(Field.OPTIONS, ForgedCertificate.string(addresses)).signedBy(authority),
        right.with(Field.PRINCIPALS, ForgedCertificate.string(principals)).signedBy(authority));
  }

  @Override
  public void test(byte[] input) {
    try {
      Credential.Certificate certificate =
          CertificateCheck.of(
              CertificateCheck.read(input), Fingerprint.of(authority.getPublic())::equals);
      // A fuzzer has no private key: what is accepted is one of the seeds, as it was made.
      FuzzAssert.that(
          signed.stream().anyMatch(seed -> Arrays.equals(seed, input)),
          () -> "accepted: " + certificate);
    } catch (BadCertificateException e) {
      FuzzAssert.printable(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Stream<byte[]> seeds() {
    return signed.stream();
  }
}
