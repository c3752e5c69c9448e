package io.backupaccess.gateway.hop;

import io.backupaccess.gateway.hop.HopChannel.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/**
 * What a gateway's client sends, at a reader: as much as the gateway was given credit for waits
 * here, so that the connection is always read, and its end always noticed.
 */
public final class HopInput extends InputStream {
  /** Most bytes that wait. */
  static final int WINDOW = 1 << 19;

  /** So much is read before there is credit again. */
  private static final int STEP = WINDOW / 4;

  private final HopChannel channel;

  // Guarded by this.
  private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
  private int bytes;
  private int owed;
  private boolean ended;
  private boolean closed;

  /** The input of this connection; nothing has come yet. */
  public HopInput(HopChannel channel) {
    this.channel = channel;
  }

  /** Takes the bytes of a frame. */
  public synchronized void put(HopChannel.Frame frame) throws IOException {
    if (ended || bytes + frame.length() > WINDOW) {
      throw new StreamCorruptedException("more input than there was credit for");
    }
    if (!closed) {
      waiting.add(ByteBuffer.wrap(frame.copy()));
      bytes += frame.length();
      notifyAll();
    }
  }

  /** There is no more. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (length == 0) {
      return 0;
    }
    int read;
    int credit = 0;
    synchronized (this) {
      awaitSome();
      ByteBuffer first = waiting.peek();
      if (first == null || closed) {
        return -1;
      }
      read = Math.min(length, first.remaining());
      first.get(to, offset, read);
      bytes -= read;
      owed += read;
      if (!first.hasRemaining()) {
        waiting.remove();
      }
      if (owed >= STEP) {
        credit = owed;
        owed = 0;
      }
    }
    if (credit > 0) {
      channel.send(Kind.CREDIT, ByteBuffer.allocate(Integer.BYTES).putInt(credit).array());
    }
    return read;
  }

  private void awaitSome() throws InterruptedIOException {
    try {
      while (waiting.isEmpty() && !ended && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** Reads no more; what comes is dropped. */
  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
    bytes = 0;
    notifyAll();
  }
}
