package io.backupaccess.gateway.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  private final List<byte[]> fields;

  private ForgedCertificate(List<byte[]> fields) {
    this.fields = List.copyOf(fields);
  }

  /** One for the principal backup, valid now, with nothing wrong. */
  public static ForgedCertificate of(PublicKey key, PublicKey authority) {
    List<byte[]> fields = new ArrayList<>();
    fields.add(string("ssh-ed25519-cert-v01@openssh.com"));
    fields.add(string(new byte[32]));
    fields.add(tail(blob(key)));
    fields.add(number(7));
    fields.add(ByteBuffer.allocate(4).putInt(1).array());
    fields.add(string("forged"));
    fields.add(string(string("backup")));
    fields.add(number(Instant.now().getEpochSecond() - 60));
    fields.add(number(Instant.now().getEpochSecond() + 3600));
    fields.add(string(""));
    fields.add(string(""));
    fields.add(string(""));
    fields.add(string(blob(authority)));
    return new ForgedCertificate(fields);
  }

  /** What follows the type. */
  private static byte[] tail(byte[] blob) {
    return Arrays.copyOfRange(blob, 4 + "ssh-ed25519".length(), blob.length);
  }

  public ForgedCertificate with(Field field, byte[] value) {
    List<byte[]> changed = new ArrayList<>(fields);
    changed.set(field.ordinal(), value);
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
    return joined(fields.toArray(byte[][]::new));
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
