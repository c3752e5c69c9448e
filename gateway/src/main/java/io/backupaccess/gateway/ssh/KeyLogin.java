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
import org.apache.sshd.server.session.ServerSession;
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

  /**
   * What a client asks.
   *
   * @param algorithm as the client names it
   * @param blob the certificate
   * @param signature by the certified key; null: the client asks whether it would do
   */
  private record Request(String algorithm, byte[] blob, byte @Nullable [] signature) {}

  @Override
  public @Nullable Boolean doAuth(Buffer buffer, boolean init) throws Exception {
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
      return certificate(new Request(algorithm, blob, signature));
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

  private @Nullable Boolean certificate(Request request) throws BadCertificateException, Exception {
    SshCertificate certificate = CertificateCheck.read(request.blob());
    String algorithm = algorithm(request, certificate);
    Credential.Certificate credential =
        CertificateCheck.of(certificate, authenticator::isAuthority);
    ServerSession session = getServerSession();
    if (!authenticator.accepts(getUsername(), credential, session)) {
      return false;
    }
    byte[] signature = request.signature();
    if (signature == null) {
      answer(request);
      return null;
    }
    if (!isSigned(request, signature, algorithm, certificate)) {
      throw new BadCertificateException("the signature is not of its key");
    }
    return true;
  }

  /** By which the certified key signs. */
  private static String algorithm(Request request, SshCertificate certificate)
      throws BadCertificateException {
    String algorithm =
        certificate.type().equals(RSA) ? OF_RSA.get(request.algorithm()) : certificate.key().type();
    if (algorithm == null
        || (!certificate.type().equals(RSA) && !request.algorithm().equals(certificate.type()))) {
      throw new BadCertificateException("the algorithm is not one of its key's");
    }
    return algorithm;
  }

  private void answer(Request request) throws Exception {
    Buffer answer =
        getServerSession()
            .createBuffer(
                SshConstants.SSH_MSG_USERAUTH_PK_OK,
                request.algorithm().length() + request.blob().length + 2 * Integer.BYTES);
    answer.putString(request.algorithm());
    answer.putBytes(request.blob());
    getServerSession().writePacket(answer);
  }

  private boolean isSigned(
      Request request, byte[] signature, String algorithm, SshCertificate certificate) {
    try {
      if (!isOf(algorithm, signature)) {
        return false;
      }
      Buffer data = new ByteArrayBuffer();
      data.putBytes(getServerSession().getSessionId());
      data.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
      data.putString(getUsername());
      data.putString(getService());
      data.putString(getName());
      data.putBoolean(true);
      data.putString(request.algorithm());
      data.putBytes(request.blob());
      Signature verifier = CertificateCheck.verifier(algorithm, certificate.key());
      verifier.update(getServerSession(), data.getCompactData());
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
