package io.backupaccess.noise;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key and the number of the next message under it, as the Noise Protocol Framework has it
 * (revision 34, 5.1), with AES-256-GCM. A message that is lost, repeated or moved has another
 * number, and cannot be opened. For one thread at a time.
 */
public final class CipherState {
  public static final int TAG_BYTES = 16;

  /** The longest message, sealed. */
  public static final int LONGEST_BYTES = 65535;

  private final SecretKeySpec key;
  private final Cipher cipher;
  private long next;

  /**
   * @param key of 32 bytes
   */
  CipherState(byte[] key) throws GeneralSecurityException {
    this.key = new SecretKeySpec(key, "AES");
    this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
  }

  public byte[] encrypt(byte[] associated, byte[] plain) throws GeneralSecurityException {
    return prepared(Cipher.ENCRYPT_MODE, associated).doFinal(plain);
  }

  /**
   * Opens the message that is due.
   *
   * @throws javax.crypto.AEADBadTagException where it is not the message that is due
   */
  public byte[] decrypt(byte[] associated, byte[] sealed) throws GeneralSecurityException {
    return prepared(Cipher.DECRYPT_MODE, associated).doFinal(sealed);
  }

  /**
   * Seals a message without associated data, and gives its length.
   *
   * @param plain holds the message at its beginning
   * @param sealed another array; the sealed message begins there at the offset
   */
  public int encrypt(byte[] plain, int length, byte[] sealed, int offset)
      throws GeneralSecurityException {
    return prepared(Cipher.ENCRYPT_MODE, new byte[0]).doFinal(plain, 0, length, sealed, offset);
  }

  /**
   * Opens the message that is due, which has no associated data, and gives its length.
   *
   * @param sealed holds the sealed message at its beginning
   * @param plain another array; the message begins at its beginning
   * @throws javax.crypto.AEADBadTagException where it is not the message that is due
   */
  public int decrypt(byte[] sealed, int length, byte[] plain) throws GeneralSecurityException {
    return prepared(Cipher.DECRYPT_MODE, new byte[0]).doFinal(sealed, 0, length, plain, 0);
  }

  private Cipher prepared(int mode, byte[] associated) throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(next++).array();
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
    cipher.updateAAD(associated);
    return cipher;
  }
}
