package io.backupaccess.statusport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * One side of a {@code Noise_NNpsk0_25519_AESGCM_SHA256} handshake (Noise Protocol Framework,
 * revision 34). Its two messages are
 *
 * <pre>
 *   caller  -> gateway: psk, e
 *   gateway -> caller:  e, ee
 * </pre>
 *
 * <p>Whoever does not hold the key can neither make a message nor open one. Each side's key pair is
 * made for this handshake alone, so the keys that come of it are new even if all that the other
 * side says was recorded, and nobody finds them out who gets the key later.
 *
 * <p>Names are those of the specification.
 */
final class Handshake {
  private static final byte[] PROTOCOL =
      "Noise_NNpsk0_25519_AESGCM_SHA256".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH_BYTES = 32;

  private final KeyPairs keyPairs;

  private @Nullable KeyPair ephemeral;
  private byte[] chainingKey;
  private byte[] hash;
  private @Nullable CipherState cipher;
  private byte[] remote = new byte[0];

  /** Where key pairs come from. */
  @FunctionalInterface
  interface KeyPairs {
    /** Makes one that is used in no other handshake. */
    KeyPair make() throws GeneralSecurityException;
  }

  /** The keys of what follows. */
  record Transport(CipherState toGateway, CipherState toCaller) {}

  /**
   * @param psk of 32 bytes
   * @param prologue what both sides know, and has to be the same
   * @param keyPairs asked when this side first says something: a message that was not made with the
   *     key costs no arithmetic of curves
   */
  Handshake(byte[] psk, byte[] prologue, KeyPairs keyPairs) throws GeneralSecurityException {
    this.keyPairs = keyPairs;
    // The name is as long as a hash, and so stands for itself.
    this.chainingKey = PROTOCOL;
    this.hash = PROTOCOL;
    mixHash(prologue);
    mixKeyAndHash(psk);
  }

  byte[] writeFirst(byte[] payload) throws GeneralSecurityException {
    return write(new byte[0], payload);
  }

  byte[] readFirst(byte[] message) throws GeneralSecurityException {
    readKey(message);
    return decryptAndHash(afterKey(message));
  }

  byte[] writeSecond(byte[] payload) throws GeneralSecurityException {
    return write(remote, payload);
  }

  byte[] readSecond(byte[] message) throws GeneralSecurityException {
    readKey(message);
    mixKey(X25519.agree(ephemeral(), remote));
    return decryptAndHash(afterKey(message));
  }

  Transport split() throws GeneralSecurityException {
    byte[][] keys = derive(new byte[0], 2);
    return new Transport(new CipherState(keys[0]), new CipherState(keys[1]));
  }

  /**
   * @param agreeWith a key; empty: there is none yet
   */
  private byte[] write(byte[] agreeWith, byte[] payload) throws GeneralSecurityException {
    ephemeral = keyPairs.make();
    byte[] own = X25519.bytes(ephemeral.getPublic());
    mixHash(own);
    mixKey(own);
    if (agreeWith.length > 0) {
      mixKey(X25519.agree(ephemeral, agreeWith));
    }
    byte[] sealed = encryptAndHash(payload);
    return ByteBuffer.allocate(own.length + sealed.length).put(own).put(sealed).array();
  }

  private void readKey(byte[] message) throws GeneralSecurityException {
    remote = Arrays.copyOf(message, X25519.KEY_BYTES);
    mixHash(remote);
    mixKey(remote);
  }

  private static byte[] afterKey(byte[] message) {
    return Arrays.copyOfRange(message, X25519.KEY_BYTES, message.length);
  }

  private void mixHash(byte[] data) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(hash);
    hash = digest.digest(data);
  }

  private void mixKey(byte[] input) throws GeneralSecurityException {
    byte[][] keys = derive(input, 2);
    chainingKey = keys[0];
    cipher = new CipherState(keys[1]);
  }

  private void mixKeyAndHash(byte[] input) throws GeneralSecurityException {
    byte[][] keys = derive(input, 3);
    chainingKey = keys[0];
    mixHash(keys[1]);
    cipher = new CipherState(keys[2]);
  }

  private byte[] encryptAndHash(byte[] plain) throws GeneralSecurityException {
    byte[] sealed = cipher().encrypt(hash, plain);
    mixHash(sealed);
    return sealed;
  }

  private byte[] decryptAndHash(byte[] sealed) throws GeneralSecurityException {
    byte[] plain = cipher().decrypt(hash, sealed);
    mixHash(sealed);
    return plain;
  }

  private KeyPair ephemeral() {
    if (ephemeral == null) {
      throw new IllegalStateException("nothing was said yet");
    }
    return ephemeral;
  }

  private CipherState cipher() {
    if (cipher == null) {
      throw new IllegalStateException("no key yet");
    }
    return cipher;
  }

  /** The framework's HKDF is that of RFC 5869, without info. */
  private byte[][] derive(byte[] input, int count) throws GeneralSecurityException {
    byte[] all =
        KDF.getInstance("HKDF-SHA256")
            .deriveData(
                HKDFParameterSpec.ofExtract()
                    .addSalt(chainingKey)
                    .addIKM(input)
                    .thenExpand(null, count * HASH_BYTES));
    byte[][] keys = new byte[count][];
    for (int i = 0; i < count; i++) {
      keys[i] = Arrays.copyOfRange(all, i * HASH_BYTES, (i + 1) * HASH_BYTES);
    }
    return keys;
  }
}
