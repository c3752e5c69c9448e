package io.backupaccess.gateway.ssh;

import io.backupaccess.api.sshkey.KeyFormatException;
import io.backupaccess.api.sshkey.SshCertificate;
import io.backupaccess.api.sshkey.SshPublicKey;
import io.backupaccess.gateway.config.BadEntryException;
import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.config.SourceRule;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a certificate is a user's, its authority's work, and demands nothing that is not
 * enforced. Whether it is valid now, from here, not revoked and for anybody that the configuration
 * names is asked again and again, and so of the configuration.
 */
final class CertificateCheck {
  private CertificateCheck() {}

  /**
   * What the certificate says.
   *
   * @param known which authorities there are: no signature of others is worth verifying
   */
  static Credential.Certificate of(SshCertificate certificate, Predicate<Fingerprint> known)
      throws BadCertificateException {
    Fingerprint authority = new Fingerprint(certificate.authority().fingerprint());
    require(known.test(authority), "unknown authority");
    require(isSigned(certificate), "the signature is not its authority's");
    require(certificate.kind() == SshCertificate.Kind.USER, "it is a host's");
    require(!certificate.principals().isEmpty(), "it has no principals");
    require(certificate.otherOptions().isEmpty(), "it has a critical option that is not enforced");
    return new Credential.Certificate(
        new Fingerprint(certificate.key().fingerprint()),
        authority,
        certificate.serial(),
        certificate.keyId(),
        Set.copyOf(certificate.principals()),
        certificate.begins(),
        certificate.expires(),
        from(certificate.sourceAddress()));
  }

  private static void require(boolean condition, String otherwise) throws BadCertificateException {
    if (!condition) {
      throw new BadCertificateException(otherwise);
    }
  }

  private static boolean isSigned(SshCertificate certificate) {
    try {
      Signature verifier = verifier(certificate.algorithm(), certificate.authority());
      verifier.update(null, bytes(certificate.signed()));
      return verifier.verify(null, bytes(certificate.signature()));
    } catch (Exception e) { // What the providers throw for damaged signatures is not documented.
      return false;
    }
  }

  /** What verifies signatures of this key by this algorithm, one of the gateway's. */
  static Signature verifier(String algorithm, SshPublicKey key) throws Exception {
    Signature verifier = NamedFactory.create(Algorithms.SIGNATURES, algorithm);
    if (verifier == null) {
      throw new BadCertificateException("unknown algorithm");
    }
    verifier.initVerifier(null, publicKey(key));
    return verifier;
  }

  private static PublicKey publicKey(SshPublicKey key) throws GeneralSecurityException {
    try {
      return new ByteArrayBuffer(key.blob()).getRawPublicKey();
    } catch (SshException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static Optional<SourceRule> from(@Nullable String sourceAddress)
      throws BadCertificateException {
    if (sourceAddress == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(SourceRule.parse(List.of(sourceAddress.split(",", -1))));
    } catch (BadEntryException e) {
      throw new BadCertificateException("its source-address is not of networks");
    }
  }

  /** The certificate that these bytes are. */
  static SshCertificate read(byte[] blob) throws BadCertificateException {
    try {
      return SshCertificate.parse(blob);
    } catch (KeyFormatException e) {
      throw new BadCertificateException(e.reason());
    }
  }
}
