package io.backupaccess.gateway.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.backupaccess.api.sshkey.SshCertificate;
import io.backupaccess.gateway.config.Credential;
import java.util.Arrays;
import java.util.Map;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A login with a public key (RFC 4252, section 7), or with a certificate, all of whose checks are
 * the gateway's own.
 */
final class KeyLogin extends UserAuthPublicKey {
  private static final String CERTIFICATE = "-cert-v01@openssh.com";
  private static final String RSA = "ssh-rsa" + CERTIFICATE;

  /** The algorithms of certified keys that are not of their own name; none with SHA-1. */
  private static final Map<String, String> OF_RSA =
      Map.of(
          "rsa-sha2-256" + CERTIFICATE, "rsa-sha2-256",
          "rsa-sha2-512" + CERTIFICATE, "rsa-sha2-512");

  private final KeyAuthenticator authenticator;

  KeyLogin(KeyAuthenticator authenticator) {
    super(Algorithms.SIGNATURES);
    this.authenticator = authenticator;
  }

  /** Counts each key that does not log in, whatever the reason. */
  @Override
  public @Nullable Boolean doAuth(Buffer buffer, boolean init) throws Exception {
    Boolean accepted = false;
    try {
      accepted = judge(buffer, init);
      return accepted;
    } finally {
      if (Boolean.FALSE.equals(accepted)) {
        AuthTries.refused(getServerSession());
      }
    }
  }

  private @Nullable Boolean judge(Buffer buffer, boolean init) throws Exception {
    int begin = buffer.rpos();
    boolean signed = buffer.getBoolean();
    String algorithm = buffer.getString();
    byte[] blob = buffer.getBytes();
    if (!algorithm.endsWith(CERTIFICATE) && !isCertificate(blob)) {
      buffer.rpos(begin);
      return super.doAuth(buffer, init);
    }
    byte[] signature = signed ? buffer.getBytes() : null;
    try {
      if (buffer.available() > 0) {
        throw new BadCertificateException("bytes follow the request");
      }
      return certificate(algorithm, blob, signature);
    } catch (BadCertificateException e) {
      authenticator.refuseCertificate(
          getUsername(), getServerSession(), String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Whatever the request calls it: nothing that is a certificate is ever taken for a key. */
  private static boolean isCertificate(byte[] blob) {
    String text = new String(blob, 0, Math.min(blob.length, 128), US_ASCII);
    return text.contains("-cert-v0");
  }

  /**
   * What becomes of a request.
   *
   * @param requested the algorithm as the client names it
   * @param signature by the certified key; null: the client asks whether it would do
   */
  private @Nullable Boolean certificate(String requested, byte[] blob, byte @Nullable [] signature)
      throws Exception {
    SshCertificate certificate = CertificateCheck.read(blob);
    String algorithm = algorithm(requested, certificate);
    Credential.Certificate credential =
        CertificateCheck.of(certificate, authenticator::isAuthority);
    if (!authenticator.accepts(getUsername(), credential, getServerSession())) {
      return false;
    }
    if (signature == null) {
      answer(requested, blob);
      return null;
    }
    if (!isOf(algorithm, signature)
        || !isSigned(
            data(requested, blob),
            signature,
            CertificateCheck.verifier(algorithm, certificate.key()))) {
      throw new BadCertificateException("the signature is not of its key");
    }
    return true;
  }

  /** By which the certified key signs. */
  private static String algorithm(String requested, SshCertificate certificate)
      throws BadCertificateException {
    boolean rsa = certificate.type().equals(RSA);
    String algorithm = rsa ? OF_RSA.get(requested) : certificate.key().type();
    if (algorithm == null || !(rsa || requested.equals(certificate.type()))) {
      throw new BadCertificateException("the algorithm is not one of its key's");
    }
    return algorithm;
  }

  private void answer(String requested, byte[] blob) throws Exception {
    Buffer answer =
        getServerSession()
            .createBuffer(
                SshConstants.SSH_MSG_USERAUTH_PK_OK,
                requested.length() + blob.length + 2 * Integer.BYTES);
    answer.putString(requested);
    answer.putBytes(blob);
    getServerSession().writePacket(answer);
  }

  /** What the certified key signs: RFC 4252, section 7. */
  private byte[] data(String requested, byte[] blob) {
    Buffer data = new ByteArrayBuffer();
    data.putBytes(getServerSession().getSessionId());
    data.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
    data.putString(getUsername());
    data.putString(getService());
    data.putString(getName());
    data.putBoolean(true);
    data.putString(requested);
    data.putBytes(blob);
    return data.getCompactData();
  }

  private boolean isSigned(byte[] data, byte[] signature, Signature verifier) {
    try {
      verifier.update(getServerSession(), data);
      return verifier.verify(getServerSession(), signature);
    } catch (Exception e) { // What the providers throw for damaged signatures is not documented.
      return false;
    }
  }

  /** Whether it is of this algorithm, and ends where it says. */
  private static boolean isOf(String algorithm, byte[] signature) {
    Buffer buffer = new ByteArrayBuffer(signature);
    byte[] name = buffer.getBytes();
    buffer.getBytes();
    return Arrays.equals(name, algorithm.getBytes(US_ASCII)) && buffer.available() == 0;
  }
}
