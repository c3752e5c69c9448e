package io.backupaccess.noise;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key and the number of the next message under it, as the Noise Protocol Framework has it
 * (revision 34, 5.1), with AES-256-GCM. A message that is lost, repeated or moved has another
 * number, and cannot be opened.
 */
public final class CipherState {
  public static final int TAG_BYTES = 16;

  private final SecretKeySpec key;
  private long next;

  /**
   * @param key of 32 bytes
   */
  CipherState(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  public byte[] encrypt(byte[] associated, byte[] plain) throws GeneralSecurityException {
    return apply(Cipher.ENCRYPT_MODE, associated, plain);
  }

  /**
   * Opens the message that is due.
   *
   * @throws javax.crypto.AEADBadTagException where it is not the message that is due
   */
  public byte[] decrypt(byte[] associated, byte[] sealed) throws GeneralSecurityException {
    return apply(Cipher.DECRYPT_MODE, associated, sealed);
  }

  private byte[] apply(int mode, byte[] associated, byte[] text) throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(next++).array();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
    cipher.updateAAD(associated);
    return cipher.doFinal(text);
  }
}
