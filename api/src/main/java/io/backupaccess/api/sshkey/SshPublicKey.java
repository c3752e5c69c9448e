package io.backupaccess.api.sshkey;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A public key that may log in.
 *
 * @param type its type as the protocol names it, such as {@code ssh-ed25519}
 * @param encoded its blob in Base64
 * @param fingerprint {@code SHA256:} and 43 characters, as {@code ssh-keygen -l} prints it
 */
public record SshPublicKey(String type, String encoded, String fingerprint) {

  /**
   * Reads a key in the format of a {@code .pub} file: type, Base64 and optionally a comment, on one
   * line.
   *
   * @throws KeyFormatException if it is none, or of a kind that is not accepted
   */
  public static SshPublicKey parse(String text) throws KeyFormatException {
    refusePrivateKeys(text);
    var line = text.strip();
    if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
      throw new KeyFormatException("a public key is one line: type, Base64 text, comment");
    }
    var fields = line.split("[ \t]+", 3);
    if (!KeyTypes.isNamed(fields[0])) {
      throw new KeyFormatException(
          "not a public key: it begins with a type such as ssh-ed25519, and no options come before it");
    }
    if (fields.length < 2) {
      throw new KeyFormatException("the Base64 text of the key is missing");
    }
    var blob = decode(fields[1]);
    var reader = new WireReader(blob);
    if (!reader.text().equals(fields[0])) {
      throw new KeyFormatException("the key is not of the type that is written before it");
    }
    KeyMaterial.check(fields[0], reader);
    return new SshPublicKey(fields[0], fields[1], fingerprint(blob));
  }

  /**
   * Reads the key of an authority that signs certificates: one that makes its signatures alone,
   * without a security key.
   *
   * @throws KeyFormatException as {@link #parse} does
   */
  public static SshPublicKey parseAuthority(String text) throws KeyFormatException {
    var key = parse(text);
    if (key.isOfSecurityKey()) {
      throw new KeyFormatException(
          "the key of an authority is Ed25519, ECDSA, or RSA of 2048 bits or more");
    }
    return key;
  }

  /**
   * Reads a key in the protocol's own format.
   *
   * @throws KeyFormatException as {@link #parse} does
   */
  static SshPublicKey ofBlob(byte[] blob) throws KeyFormatException {
    var reader = new WireReader(blob);
    var type = reader.text();
    KeyMaterial.check(type, reader);
    return new SshPublicKey(type, Base64.getEncoder().encodeToString(blob), fingerprint(blob));
  }

  /** The key in the protocol's own format. */
  public byte[] blob() {
    return Base64.getDecoder().decode(encoded);
  }

  /** Whether a security key makes the signatures, which say more than others. */
  public boolean isOfSecurityKey() {
    return type.startsWith("sk-");
  }

  /** The line to put into {@code authorized_keys}, without a comment. */
  public String line() {
    return type + " " + encoded;
  }

  static void refusePrivateKeys(String text) throws KeyFormatException {
    if (text.contains("PRIVATE KEY") || text.contains("PuTTY-User-Key-File")) {
      throw new KeyFormatException(
          "this is a private key: it is not secret any more, so make a new pair, and give the .pub file only");
    }
  }

  private static byte[] decode(String encoded) throws KeyFormatException {
    try {
      var blob = Base64.getDecoder().decode(encoded);
      // One spelling a key, as OpenSSH has it: the decoder forgives missing padding and stray bits.
      if (Base64.getEncoder().encodeToString(blob).equals(encoded)) {
        return blob;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new KeyFormatException("the Base64 text of the key is cut off or damaged: copy it again");
  }

  private static String fingerprint(byte[] blob) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(blob);
      return "SHA256:" + new String(Base64.getEncoder().withoutPadding().encode(digest), US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
