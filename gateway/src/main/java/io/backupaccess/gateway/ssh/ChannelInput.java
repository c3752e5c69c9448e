package io.backupaccess.gateway.ssh;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a client sends to a command. Closing it ends whoever reads, and the client may go on to send
 * until it hears of the end: that is dropped, where the pipe beneath would fail, and the connection
 * with it.
 */
final class ChannelInput extends FilterInputStream {
  private boolean closed;

  ChannelInput(InputStream pipe) {
    super(pipe);
  }

  /** Puts something into the pipe. */
  @FunctionalInterface
  interface Writing {
    void write() throws IOException;
  }

  /** Has what came written to the pipe, where somebody may still read it. */
  synchronized void receive(Writing what) throws IOException {
    if (!closed) {
      what.write();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
    }
    super.close();
  }
}
