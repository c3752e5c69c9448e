package io.backupaccess.gateway.ssh;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.sshd.common.channel.RemoteWindow;

/**
 * The room that a client has left for what is sent to it on a channel, as one stream of the channel
 * sees it: who waits for room learns that the stream is closed, even if nobody tells the window.
 */
final class SendWindow {
  /** How often one who waits looks whether the stream is closed. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final RemoteWindow window;
  private volatile boolean closed;

  SendWindow(RemoteWindow window) {
    this.window = window;
  }

  void close() {
    closed = true;
  }

  void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("The channel is closed");
    }
  }

  /**
   * Waits until there is some room, and tells how much.
   *
   * @throws IOException when the stream or the channel is closed, or there is none for this long
   */
  long awaitRoom(Duration longest) throws IOException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (true) {
      requireOpen();
      try {
        return window.waitForSpace(LOOK);
      } catch (SocketTimeoutException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("Interrupted while waiting for the client");
      }
    }
  }

  /**
   * Takes as much, if it is there. The other stream of the channel takes of it too, and a client
   * whose window is nearly full makes no more room: nobody may wait for what both saw.
   */
  boolean take(int length) {
    synchronized (window) {
      if (window.getSize() < length) {
        return false;
      }
      window.consume(length);
      return true;
    }
  }

  /** Sends a piece of what is to go. */
  @FunctionalInterface
  interface Sending {
    void send(int offset, int length) throws IOException;
  }

  /**
   * Has bytes sent as there is room for them, in pieces that are not larger than that.
   *
   * @param longest how long each waits for room at most
   */
  void send(int offset, int length, int largest, Duration longest, Sending sending)
      throws IOException {
    for (int from = offset; from < offset + length; ) {
      int most = Math.min(largest, offset + length - from);
      int piece = (int) Math.min(awaitRoom(longest), most);
      if (take(piece)) {
        sending.send(from, piece);
        from += piece;
      }
    }
  }
}
