package io.backupaccess.statusport;

import io.backupaccess.noise.CipherState;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Objects;

/**
 * Opens what {@link SealedOutput} sealed. It ends where the other side said so; a stream that is
 * cut off before is an error.
 */
final class SealedInput extends InputStream {
  private static final byte[] NOTHING = {};

  private final InputStream in;
  private final CipherState cipher;
  private ByteBuffer opened = ByteBuffer.allocate(0);
  private boolean ended;

  SealedInput(InputStream in, CipherState cipher) {
    this.in = in;
    this.cipher = cipher;
  }

  @Override
  public int read() throws IOException {
    return available(1) ? opened.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (!available(length)) {
      return -1;
    }
    int part = Math.min(length, opened.remaining());
    opened.get(bytes, offset, part);
    return part;
  }

  /** Whether there is anything more, for whoever wants some. */
  private boolean available(int wanted) throws IOException {
    if (wanted > 0 && !opened.hasRemaining() && !ended) {
      opened = ByteBuffer.wrap(open());
      ended = !opened.hasRemaining();
    }
    return wanted == 0 || !ended;
  }

  private byte[] open() throws IOException {
    int length = ByteBuffer.wrap(exactly(2)).getShort() & 0xFFFF;
    if (length < CipherState.TAG_BYTES || length > SealedOutput.LARGEST + CipherState.TAG_BYTES) {
      throw new StreamCorruptedException("a message of " + length + " bytes");
    }
    try {
      return cipher.decrypt(NOTHING, exactly(length));
    } catch (GeneralSecurityException e) {
      throw new StreamCorruptedException("not the message that is due");
    }
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("cut off");
    }
    return bytes;
  }
}
