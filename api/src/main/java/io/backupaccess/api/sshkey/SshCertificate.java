package io.backupaccess.api.sshkey;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an SSH certificate says, whoever says so: OpenSSH's PROTOCOL.certkeys. Extensions are not
 * kept, because they permit what is never permitted here.
 *
 * @param type its type as the protocol names it, such as {@code ssh-ed25519-cert-v01@openssh.com}
 * @param key the certified key
 * @param serial the number that its authority gave it, unsigned and decimal
 * @param kind whom it is for
 * @param keyId the name that its authority gave it
 * @param principals whom it lets in; none: everybody
 * @param begins from this instant on it is valid
 * @param expires from this instant on it is no longer valid
 * @param sourceAddress the value of the critical option of that name; null: it has none
 * @param otherOptions names of its other critical options
 * @param authority whose signature it carries
 * @param signed what was signed
 * @param algorithm how: one that belongs to the authority's key, without SHA-1
 * @param signature the algorithm and the signature, as the protocol writes them
 */
public record SshCertificate(
    String type,
    SshPublicKey key,
    String serial,
    Kind kind,
    String keyId,
    List<String> principals,
    Instant begins,
    Instant expires,
    @Nullable String sourceAddress,
    Set<String> otherOptions,
    SshPublicKey authority,
    ByteBuffer signed,
    String algorithm,
    ByteBuffer signature) {

  /** Whom a certificate is for. */
  public enum Kind {
    USER,
    HOST
  }

  /**
   * Reads a certificate. The signature is not verified: that is for whoever knows the authority.
   *
   * @throws KeyFormatException if it is none, or of a kind that is not accepted
   */
  public static SshCertificate parse(byte[] blob) throws KeyFormatException {
    return new CertificateReader(blob).read();
  }
}
