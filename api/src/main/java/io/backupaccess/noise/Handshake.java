package io.backupaccess.noise;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * One side of a handshake of two messages (Noise Protocol Framework, revision 34), with X25519,
 * AES-256-GCM and SHA-256.
 *
 * <p>Each side's ephemeral key pair is made for this handshake alone, so the keys that come of it
 * are new even if all that the other side says was recorded, and nobody finds them out who gets a
 * lasting key later.
 *
 * <p>Names are those of the specification.
 */
public final class Handshake {
  private static final int HASH_BYTES = 32;

  /** The length of a message without a payload. */
  public static final int MESSAGE_BYTES = X25519.KEY_BYTES + CipherState.TAG_BYTES;

  private final Pattern pattern;
  private final KeyPairs keyPairs;
  private final byte[] psk;
  private final @Nullable KeyPair own;
  private final byte[] remoteStatic;

  private @Nullable KeyPair ephemeral;
  private byte[] chainingKey;
  private byte[] hash;
  private @Nullable CipherState cipher;
  private byte[] remote = new byte[0];

  /** What a message carries, or mixes into the keys. */
  private enum Token {
    E,
    EE,
    ES,
    SE,
    SS,
    PSK
  }

  /** What the two messages consist of. */
  private record Pattern(String name, List<Token> first, List<Token> second) {
    static final Pattern NN_PSK0 =
        new Pattern("NNpsk0", List.of(Token.PSK, Token.E), List.of(Token.E, Token.EE));
    static final Pattern KK =
        new Pattern(
            "KK", List.of(Token.E, Token.ES, Token.SS), List.of(Token.E, Token.EE, Token.SE));

    /**
     * The name of the protocol; one that is shorter than a hash is padded, and stands for itself.
     */
    byte[] protocol() {
      String protocol = "Noise_" + name + "_25519_AESGCM_SHA256";
      return Arrays.copyOf(protocol.getBytes(StandardCharsets.US_ASCII), HASH_BYTES);
    }
  }

  /** Where key pairs come from. */
  @FunctionalInterface
  public interface KeyPairs {
    /** Makes one that is used in no other handshake. */
    KeyPair make() throws GeneralSecurityException;
  }

  /** The keys of what follows. */
  public record Transport(CipherState toGateway, CipherState toCaller) {}

  private Handshake(
      Pattern pattern,
      byte[] prologue,
      byte[] psk,
      @Nullable KeyPair own,
      byte[] remoteStatic,
      KeyPairs keyPairs)
      throws GeneralSecurityException {
    this.pattern = pattern;
    this.keyPairs = keyPairs;
    this.psk = psk;
    this.own = own;
    this.remoteStatic = remoteStatic;
    this.chainingKey = pattern.protocol();
    this.hash = pattern.protocol();
    mixHash(prologue);
  }

  /**
   * One side of two that hold the same key, {@code Noise_NNpsk0_25519_AESGCM_SHA256}. Whoever does
   * not hold it can neither make a message nor open one.
   *
   * @param psk of 32 bytes
   * @param prologue what both sides know, and has to be the same
   * @param keyPairs asked when this side first says something: a message that was not made with the
   *     key costs no arithmetic of curves
   */
  public static Handshake withToken(byte[] psk, byte[] prologue, KeyPairs keyPairs)
      throws GeneralSecurityException {
    return new Handshake(Pattern.NN_PSK0, prologue, psk, null, new byte[0], keyPairs);
  }

  /**
   * The caller's side of two that know each other's public keys, {@code
   * Noise_KK_25519_AESGCM_SHA256}.
   *
   * @param own the caller's key pair
   * @param answering the other side's public key
   * @param prologue what both sides know, and has to be the same
   */
  public static Handshake calling(KeyPair own, byte[] answering, byte[] prologue, KeyPairs keyPairs)
      throws GeneralSecurityException {
    Handshake handshake =
        new Handshake(Pattern.KK, prologue, new byte[0], own, answering, keyPairs);
    handshake.mixHash(X25519.bytes(own.getPublic()));
    handshake.mixHash(answering);
    return handshake;
  }

  /** The other side of {@link #calling}; the caller has proven itself with what it says next. */
  public static Handshake answering(KeyPair own, byte[] calling, byte[] prologue, KeyPairs keyPairs)
      throws GeneralSecurityException {
    Handshake handshake = new Handshake(Pattern.KK, prologue, new byte[0], own, calling, keyPairs);
    handshake.mixHash(calling);
    handshake.mixHash(X25519.bytes(own.getPublic()));
    return handshake;
  }

  public byte[] writeFirst(byte[] payload) throws GeneralSecurityException {
    return write(pattern.first(), true, payload);
  }

  public byte[] readFirst(byte[] message) throws GeneralSecurityException {
    return read(pattern.first(), false, message);
  }

  public byte[] writeSecond(byte[] payload) throws GeneralSecurityException {
    return write(pattern.second(), false, payload);
  }

  public byte[] readSecond(byte[] message) throws GeneralSecurityException {
    return read(pattern.second(), true, message);
  }

  public Transport split() throws GeneralSecurityException {
    byte[][] keys = derive(new byte[0], 2);
    return new Transport(new CipherState(keys[0]), new CipherState(keys[1]));
  }

  private byte[] write(List<Token> tokens, boolean caller, byte[] payload)
      throws GeneralSecurityException {
    byte[] shown = new byte[0];
    for (Token token : tokens) {
      if (token == Token.E) {
        ephemeral = keyPairs.make();
        shown = X25519.bytes(ephemeral.getPublic());
        mixEphemeral(shown);
      } else {
        mix(token, caller);
      }
    }
    byte[] sealed = encryptAndHash(payload);
    return ByteBuffer.allocate(shown.length + sealed.length).put(shown).put(sealed).array();
  }

  private byte[] read(List<Token> tokens, boolean caller, byte[] message)
      throws GeneralSecurityException {
    for (Token token : tokens) {
      if (token == Token.E) {
        remote = Arrays.copyOf(message, X25519.KEY_BYTES);
        mixEphemeral(remote);
      } else {
        mix(token, caller);
      }
    }
    return decryptAndHash(Arrays.copyOfRange(message, X25519.KEY_BYTES, message.length));
  }

  private void mixEphemeral(byte[] key) throws GeneralSecurityException {
    mixHash(key);
    if (pattern.first().contains(Token.PSK)) {
      mixKey(key);
    }
  }

  private void mix(Token token, boolean caller) throws GeneralSecurityException {
    switch (token) {
      case PSK -> mixKeyAndHash(psk);
      case EE -> mixKey(X25519.agree(known(ephemeral), remote));
      case SS -> mixKey(X25519.agree(known(own), remoteStatic));
      case ES ->
          mixKey(
              caller
                  ? X25519.agree(known(ephemeral), remoteStatic)
                  : X25519.agree(known(own), remote));
      case SE ->
          mixKey(
              caller
                  ? X25519.agree(known(own), remote)
                  : X25519.agree(known(ephemeral), remoteStatic));
      case E -> throw new IllegalArgumentException("a key is no secret");
    }
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

  private static KeyPair known(@Nullable KeyPair pair) {
    if (pair == null) {
      throw new IllegalStateException("nothing was said yet");
    }
    return pair;
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
