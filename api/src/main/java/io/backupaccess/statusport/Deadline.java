package io.backupaccess.statusport;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** Closes a connection that takes too long, whatever its other side does byte by byte. */
public final class Deadline implements AutoCloseable {
  private final Thread waiting;

  private Deadline(Thread waiting) {
    this.waiting = waiting;
  }

  /** Closes the socket when that time has passed, unless this is closed before. */
  public static Deadline of(Socket socket, Duration time) {
    return new Deadline(Thread.startVirtualThread(() -> closeAfter(socket, time)));
  }

  private static void closeAfter(Socket socket, Duration time) {
    try {
      Thread.sleep(time);
      socket.close();
    } catch (InterruptedException e) {
      // It was done in time.
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  @Override
  public void close() {
    waiting.interrupt();
  }
}
