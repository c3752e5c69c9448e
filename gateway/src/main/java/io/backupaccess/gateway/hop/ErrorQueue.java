package io.backupaccess.gateway.hop;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/** Pieces that one thread puts and another reads; the first waits where the other is far behind. */
final class ErrorQueue extends InputStream {
  private static final int MOST_PIECES = 16;

  private final Queue<byte[]> pieces = new ArrayDeque<>();
  private int taken;
  private boolean ended;
  private boolean closed;

  synchronized void put(byte[] piece) throws InterruptedException {
    while (pieces.size() >= MOST_PIECES && !ended && !closed) {
      wait();
    }
    if (piece.length > 0 && !ended && !closed) {
      pieces.add(piece);
      notifyAll();
    }
  }

  /** What was put can still be read. */
  synchronized void noMore() {
    ended = true;
    notifyAll();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public synchronized int read(byte[] to, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, to.length);
    try {
      while (pieces.isEmpty() && !ended && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    byte[] piece = pieces.peek();
    if (piece == null) {
      return -1;
    }
    int part = Math.min(length, piece.length - taken);
    System.arraycopy(piece, taken, to, offset, part);
    taken += part;
    if (taken == piece.length) {
      pieces.remove();
      taken = 0;
      notifyAll();
    }
    return part;
  }

  @Override
  public synchronized void close() {
    closed = true;
    pieces.clear();
    notifyAll();
  }
}
