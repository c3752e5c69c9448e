package io.backupaccess.gateway.hop;

import io.backupaccess.gateway.hop.HopChannel.Kind;
import io.backupaccess.gateway.ssh.BulkOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongConsumer;

/** What a reader has for its gateway's client. Each write leaves at once. */
public final class HopOutput extends OutputStream implements BulkOutput {
  /** How long a gateway that does not read has for the rest. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final HopChannel channel;
  private final Kind kind;
  private volatile boolean closed;
  private volatile boolean sending;

  /**
   * An output of this connection.
   *
   * @param kind {@link Kind#OUTPUT} or {@link Kind#ERROR}
   */
  public HopOutput(HopChannel channel, Kind kind) {
    this.channel = channel;
    this.kind = kind;
  }

  @Override
  public void carry(InputStream from, Pace pace, LongConsumer counter) throws IOException {
    byte[] frame = new byte[1 + HopChannel.LARGEST];
    for (int n = next(from, frame, pace); n >= 0; n = next(from, frame, pace)) {
      pace.pass(n);
      send(frame, n);
      counter.accept(n);
    }
  }

  private static int next(InputStream from, byte[] frame, Pace pace) throws IOException {
    return from.read(frame, 1, pace.piece(frame.length - 1));
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    for (int done = 0; done < length; ) {
      int part = Math.min(HopChannel.LARGEST, length - done);
      byte[] frame = new byte[1 + part];
      System.arraycopy(bytes, offset + done, frame, 1, part);
      send(frame, part);
      done += part;
    }
  }

  private void send(byte[] frame, int length) throws IOException {
    if (closed) {
      throw new IOException("The output is closed");
    }
    sending = true;
    try {
      channel.sendFrame(kind, frame, length);
    } finally {
      sending = false;
    }
  }

  /** Sends nothing more. Whoever still waits for the gateway to read does so no longer. */
  @Override
  public void close() {
    closed = true;
    if (sending) {
      Thread.ofVirtual().name("hop-close").start(this::cutOff);
    }
  }

  private void cutOff() {
    try {
      Thread.sleep(PATIENCE);
      if (sending) {
        channel.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
