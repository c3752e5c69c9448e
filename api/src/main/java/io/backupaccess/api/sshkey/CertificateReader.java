package io.backupaccess.api.sshkey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one certificate, field by field in their order, to its last byte. */
final class CertificateReader {

  private static final String SUFFIX = "-cert-v01@openssh.com";
  private static final Set<String> CERTIFIED =
      Set.of(
          "ssh-ed25519",
          "ssh-rsa",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521");

  /** As many as OpenSSH reads. */
  private static final int MOST_PRINCIPALS = 256;

  private static final String SOURCE_ADDRESS = "source-address";

  private final byte[] blob;
  private final WireReader reader;

  CertificateReader(byte[] blob) {
    this.blob = blob;
    this.reader = new WireReader(blob);
  }

  SshCertificate read() throws KeyFormatException {
    var type = reader.text();
    reader.bytes(); // a nonce, which spoils attacks on the signature's hash
    var key = certified(type);
    var serial = Long.toUnsignedString(reader.unsigned());
    var kind = kind(reader.number());
    var keyId = keyId(reader.bytes());
    var principals = principals(reader.bytes());
    var begins = time(reader.unsigned());
    var expires = time(reader.unsigned());
    var options = options(reader.bytes());
    options(reader.bytes()); // extensions
    reader.bytes(); // reserved
    var authority = authority(reader.bytes());
    var signed = ByteBuffer.wrap(Arrays.copyOf(blob, reader.position())).asReadOnlyBuffer();
    var signature = reader.bytes();
    reader.end();
    return new SshCertificate(
        type,
        key,
        serial,
        kind,
        keyId,
        principals,
        begins,
        expires,
        sourceAddress(options),
        options.keySet().stream()
            .filter(name -> !name.equals(SOURCE_ADDRESS))
            .collect(Collectors.toUnmodifiableSet()),
        authority,
        signed,
        algorithm(authority, signature),
        ByteBuffer.wrap(signature).asReadOnlyBuffer());
  }

  private SshPublicKey certified(String type) throws KeyFormatException {
    var plain = type.endsWith(SUFFIX) ? type.substring(0, type.length() - SUFFIX.length()) : "none";
    if (!CERTIFIED.contains(plain)) {
      throw new KeyFormatException(
          "certificates are of Ed25519, ECDSA or RSA keys of 2048 bits or more");
    }
    int begin = reader.position();
    KeyMaterial.read(plain, reader);
    var key = new ByteArrayOutputStream();
    key.writeBytes(ByteBuffer.allocate(4).putInt(plain.length()).array());
    key.writeBytes(plain.getBytes(US_ASCII));
    key.write(blob, begin, reader.position() - begin);
    return SshPublicKey.ofBlob(key.toByteArray());
  }

  private static SshCertificate.Kind kind(int number) throws KeyFormatException {
    return switch (number) {
      case 1 -> SshCertificate.Kind.USER;
      case 2 -> SshCertificate.Kind.HOST;
      default -> throw new KeyFormatException("the certificate is neither of a user nor of a host");
    };
  }

  /** One that no resource could name could not be revoked by its id, so it has to be text. */
  private static String keyId(byte[] bytes) throws KeyFormatException {
    try {
      var id = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (id.isEmpty() || AuthorityFormats.isKeyId(id)) {
        return id;
      }
    } catch (CharacterCodingException e) {
      // Said below.
    }
    throw new KeyFormatException(
        "the certificate's id is longer than 256 characters or holds control characters");
  }

  private static List<String> principals(byte[] bytes) throws KeyFormatException {
    var list = new WireReader(bytes);
    List<String> principals = new ArrayList<>();
    while (list.hasMore()) {
      if (principals.size() == MOST_PRINCIPALS) {
        throw new KeyFormatException("the certificate has more than 256 principals");
      }
      // Each byte a character: only ASCII is ever asked for.
      principals.add(new String(list.bytes(), ISO_8859_1));
    }
    return List.copyOf(principals);
  }

  /** Seconds without a sign; beyond what an instant can be, they are the same as for ever. */
  private static Instant time(long seconds) {
    return seconds < 0 || seconds > Instant.MAX.getEpochSecond()
        ? Instant.MAX
        : Instant.ofEpochSecond(seconds);
  }

  private static Map<String, byte[]> options(byte[] bytes) throws KeyFormatException {
    var list = new WireReader(bytes);
    Map<String, byte[]> options = new LinkedHashMap<>();
    while (list.hasMore()) {
      var name = new String(list.bytes(), ISO_8859_1);
      if (options.put(name, list.bytes()) != null) {
        throw new KeyFormatException("an option of the certificate occurs twice");
      }
    }
    return options;
  }

  private static @Nullable String sourceAddress(Map<String, byte[]> options)
      throws KeyFormatException {
    var value = options.get(SOURCE_ADDRESS);
    if (value == null) {
      return null;
    }
    var inner = new WireReader(value);
    var text = new String(inner.bytes(), ISO_8859_1);
    inner.end();
    return text;
  }

  /** A certificate is no authority: {@link SshPublicKey} knows plain keys only. */
  private static SshPublicKey authority(byte[] bytes) throws KeyFormatException {
    var key = SshPublicKey.ofBlob(bytes);
    if (key.isOfSecurityKey()) {
      throw new KeyFormatException("the certificate's authority is a security key");
    }
    return key;
  }

  private static String algorithm(SshPublicKey authority, byte[] signature)
      throws KeyFormatException {
    var inner = new WireReader(signature);
    var algorithm = new String(inner.bytes(), ISO_8859_1);
    inner.bytes();
    inner.end();
    var accepted =
        authority.type().equals("ssh-rsa")
            ? Set.of("rsa-sha2-256", "rsa-sha2-512")
            : Set.of(authority.type());
    if (!accepted.contains(algorithm)) {
      throw new KeyFormatException(
          "the certificate's signature is of a kind that is not accepted, such as one with SHA-1");
    }
    return algorithm;
  }
}
