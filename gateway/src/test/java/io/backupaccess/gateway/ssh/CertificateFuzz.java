package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.fuzz.FuzzTarget;
import io.backupaccess.gateway.fuzz.Hold;
import io.backupaccess.gateway.ssh.ForgedCertificate.Field;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;

/** Reading a certificate fails in one way only, and none is accepted that nobody signed. */
public final class CertificateFuzz implements FuzzTarget {
  private final KeyPair authority = pair();
  private final KeyPair owner = pair();
  private final List<byte[]> signed = signed();

  private static KeyPair pair() {
    try {
      return KeyUtils.generateKeyPair("ssh-ed25519", 256);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<byte[]> signed() {
    ForgedCertificate right = ForgedCertificate.of(owner.getPublic(), authority.getPublic());
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
      Hold.that(
          signed.stream().anyMatch(seed -> Arrays.equals(seed, input)),
          () -> "accepted: " + certificate);
    } catch (BadCertificateException e) {
      Hold.printable(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Stream<byte[]> seeds() {
    return signed.stream();
  }
}
