package io.backupaccess.statusport;

import io.backupaccess.noise.CipherState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/**
 * Seals what is written, in messages of at most {@link #LARGEST} bytes: two bytes of length, then
 * the message. An empty one says that nothing follows.
 */
final class SealedOutput extends OutputStream {
  static final int LARGEST = 1 << 14;
  private static final byte[] NOTHING = {};

  private final OutputStream out;
  private final CipherState cipher;
  private final ByteBuffer waiting = ByteBuffer.allocate(LARGEST);
  private boolean ended;

  SealedOutput(OutputStream out, CipherState cipher) {
    this.out = out;
    this.cipher = cipher;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (!waiting.hasRemaining()) {
        flush();
      }
      int part = Math.min(left, waiting.remaining());
      waiting.put(bytes, from, part);
      from += part;
      left -= part;
    }
  }

  @Override
  public void flush() throws IOException {
    if (waiting.position() > 0) {
      byte[] plain = new byte[waiting.flip().remaining()];
      waiting.get(plain).clear();
      seal(plain);
    }
    out.flush();
  }

  /** Says that nothing follows; what is beneath stays open. */
  @Override
  public void close() throws IOException {
    if (!ended) {
      flush();
      seal(NOTHING);
      ended = true;
      out.flush();
    }
  }

  private void seal(byte[] plain) throws IOException {
    if (ended) {
      throw new IOException("the end was said already");
    }
    try {
      byte[] sealed = cipher.encrypt(NOTHING, plain);
      out.write(
          ByteBuffer.allocate(2 + sealed.length)
              .putShort((short) sealed.length)
              .put(sealed)
              .array());
    } catch (GeneralSecurityException e) {
      throw new IOException("a message could not be sealed", e);
    }
  }
}
