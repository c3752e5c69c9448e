package io.backupaccess.gateway.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** A certificate of an Ed25519 key, any of whose fields can be another (PROTOCOL.certkeys). */
public final class ForgedCertificate {
  /** Its fields, in their order. */
  public enum Field {
    TYPE,
    NONCE,
    KEY,
    SERIAL,
    KIND,
    ID,
    PRINCIPALS,
    BEGINS,
    EXPIRES,
    OPTIONS,
    EXTENSIONS,
    RESERVED,
    AUTHORITY
  }

  private final Map<Field, byte[]> fields;

  private ForgedCertificate(Map<Field, byte[]> fields) {
    this.fields = fields;
  }

  /** One for the principal backup, valid now, with nothing wrong. */
  public static ForgedCertificate of(PublicKey key, PublicKey authority) {
    Map<Field, byte[]> fields = new EnumMap<>(Field.class);
    fields.put(Field.TYPE, string("ssh-ed25519-cert-v01@openssh.com"));
    fields.put(Field.NONCE, string(new byte[32]));
    fields.put(Field.KEY, tail(blob(key)));
    fields.put(Field.SERIAL, number(7));
    fields.put(Field.KIND, ByteBuffer.allocate(4).putInt(1).array());
    fields.put(Field.ID, string("forged"));
    fields.put(Field.PRINCIPALS, string(string("backup")));
    fields.put(Field.BEGINS, number(Instant.now().getEpochSecond() - 60));
    fields.put(Field.EXPIRES, number(Instant.now().getEpochSecond() + 3600));
    fields.put(Field.OPTIONS, string(""));
    fields.put(Field.EXTENSIONS, string(""));
    fields.put(Field.RESERVED, string(""));
    fields.put(Field.AUTHORITY, string(blob(authority)));
    return new ForgedCertificate(fields);
  }

  /** What follows the type. */
  private static byte[] tail(byte[] blob) {
    return Arrays.copyOfRange(blob, 4 + "ssh-ed25519".length(), blob.length);
  }

  public ForgedCertificate with(Field field, byte[] value) {
    Map<Field, byte[]> changed = new EnumMap<>(fields);
    changed.put(field, value);
    return new ForgedCertificate(changed);
  }

  /** With a signature that is right for its fields. */
  public byte[] signedBy(KeyPair authority, BuiltinSignatures algorithm) {
    return with(signature(authority, algorithm, algorithm.getName(), toBeSigned()));
  }

  public byte[] signedBy(KeyPair authority) {
    return signedBy(authority, BuiltinSignatures.ed25519);
  }

  /** With any signature. */
  byte[] with(byte[] signature) {
    return joined(toBeSigned(), string(signature));
  }

  byte[] toBeSigned() {
    return joined(fields.values().toArray(byte[][]::new));
  }

  /** A signature as the protocol writes it, with any name of its algorithm. */
  public static byte[] signature(
      KeyPair pair, BuiltinSignatures algorithm, String name, byte[] data) {
    try {
      Signature signer = algorithm.create();
      signer.initSigner(null, pair.getPrivate());
      signer.update(null, data);
      return joined(string(name), string(signer.sign(null)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public static byte[] blob(PublicKey key) {
    ByteArrayBuffer buffer = new ByteArrayBuffer();
    buffer.putRawPublicKey(key);
    return buffer.getCompactData();
  }

  public static byte[] number(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  public static byte[] string(String text) {
    return string(text.getBytes(US_ASCII));
  }

  public static byte[] string(byte[] bytes) {
    return joined(ByteBuffer.allocate(4).putInt(bytes.length).array(), bytes);
  }

  public static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
