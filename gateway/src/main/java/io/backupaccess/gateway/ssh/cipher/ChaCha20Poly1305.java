package io.backupaccess.gateway.ssh.cipher;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.Cipher;

/**
 * OpenSSH's cipher (its PROTOCOL.chacha20poly1305) on the JDK's ChaCha20, which uses the
 * processor's vector instructions. A packet's nonce is its sequence number; its length has a key of
 * its own, so that reading it before the tag was checked tells nothing of the rest.
 */
public final class ChaCha20Poly1305 implements Cipher {
  public static final NamedFactory<Cipher> FACTORY =
      new NamedFactory<>() {
        @Override
        public String getName() {
          return "chacha20-poly1305@openssh.com";
        }

        @Override
        public Cipher create() {
          return new ChaCha20Poly1305();
        }
      };

  private static final int KEY = 32;
  private static final int BLOCK = 64;
  private static final byte[] NOTHING = new byte[BLOCK];

  private final Poly1305 authenticator = new Poly1305();
  private final byte[] firstBlock = new byte[BLOCK];
  private final byte[] tag = new byte[Poly1305.TAG];
  private final ByteBuffer nonce = ByteBuffer.allocate(12);
  private final javax.crypto.Cipher lengths;
  private final javax.crypto.Cipher packets;
  private SecretKey lengthKey = new SecretKeySpec(NOTHING, 0, KEY, "ChaCha20");
  private SecretKey packetKey = lengthKey;
  private Mode mode = Mode.Encrypt;
  private int firstNumber;

  private ChaCha20Poly1305() {
    try {
      lengths = javax.crypto.Cipher.getInstance("ChaCha20", "SunJCE");
      packets = javax.crypto.Cipher.getInstance("ChaCha20", "SunJCE");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no ChaCha20", e);
    }
  }

  /**
   * @param iv the sequence number of the first packet, in eight bytes
   */
  @Override
  public void init(Mode mode, byte[] key, byte[] iv) throws GeneralSecurityException {
    this.mode = mode;
    packetKey = new SecretKeySpec(key, 0, KEY, "ChaCha20");
    lengthKey = new SecretKeySpec(key, KEY, KEY, "ChaCha20");
    firstNumber = ByteBuffer.wrap(iv).getInt(Integer.BYTES);
    startPacket(firstNumber);
  }

  private void startPacket(int number) throws GeneralSecurityException {
    nonce.putInt(8, number);
    // It copies the nonce. Its mode matters not, as a stream is added alike in both.
    ChaCha20ParameterSpec start = new ChaCha20ParameterSpec(nonce.array(), 0);
    lengths.init(javax.crypto.Cipher.ENCRYPT_MODE, lengthKey, start);
    packets.init(javax.crypto.Cipher.ENCRYPT_MODE, packetKey, start);
    // The first block is the authenticator's key, and the packet begins with the second.
    packets.update(NOTHING, 0, BLOCK, firstBlock, 0);
    authenticator.init(firstBlock);
  }

  /** Takes a packet's length, which is authenticated as it is sent: encrypted. */
  @Override
  public void updateAAD(byte[] data, int offset, int length) throws GeneralSecurityException {
    if (mode == Mode.Decrypt) {
      authenticator.update(data, offset, length);
    }
    lengths.update(data, offset, length, data, offset);
    if (mode == Mode.Encrypt) {
      authenticator.update(data, offset, length);
    }
  }

  /** Takes the rest of a packet, which the tag follows. */
  @Override
  public void update(byte[] data, int offset, int length) throws GeneralSecurityException {
    if (mode == Mode.Decrypt) {
      authenticator.update(data, offset, length);
      authenticator.tag(tag, 0);
      int end = offset + length;
      if (!MessageDigest.isEqual(tag, Arrays.copyOfRange(data, end, end + Poly1305.TAG))) {
        throw new AEADBadTagException("Wrong tag");
      }
    }
    packets.update(data, offset, length, data, offset);
    if (mode == Mode.Encrypt) {
      authenticator.update(data, offset, length);
      authenticator.tag(data, offset + length);
    }
    int next = nonce.getInt(8) + 1;
    if (next == firstNumber) {
      throw new IllegalStateException("These keys have been used for all numbers of packets");
    }
    startPacket(next);
  }

  /** The session knows by this name that its initialization vector is the sequence number. */
  @Override
  public String getAlgorithm() {
    return "ChaCha20";
  }

  @Override
  public String getTransformation() {
    return "ChaCha20";
  }

  @Override
  public int getIVSize() {
    return 8;
  }

  @Override
  public int getAuthenticationTagSize() {
    return Poly1305.TAG;
  }

  /** What packets are padded to. */
  @Override
  public int getCipherBlockSize() {
    return 8;
  }

  @Override
  public int getKdfSize() {
    return 2 * KEY;
  }

  @Override
  public int getKeySize() {
    return 2 * KEY * Byte.SIZE;
  }
}
