package io.backupaccess.gateway.ssh.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A socket's bytes, all of them until one moment, however slowly they come. */
final class DeadlineInput extends InputStream {
  private final Socket socket;
  private final InputStream in;
  private final long deadline;
  private boolean read;

  DeadlineInput(Socket socket, Duration time) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.deadline = System.nanoTime() + time.toNanos();
  }

  /** Whether any byte came. */
  boolean hasRead() {
    return read;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    if (left <= 0) {
      throw new SocketTimeoutException("the time for this is over");
    }
    socket.setSoTimeout((int) left);
    int count = in.read(bytes, offset, length);
    read |= count > 0;
    return count;
  }
}
