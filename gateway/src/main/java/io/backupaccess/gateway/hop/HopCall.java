package io.backupaccess.gateway.hop;

import io.backupaccess.gateway.hop.HopChannel.Frame;
import io.backupaccess.gateway.hop.HopChannel.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A request that a reader works on, with the streams of a process. The connection is read by the
 * thread that reads {@link #output}: whatever else the reader says is passed on by it.
 */
public final class HopCall implements Closeable {
  private final HopChannel channel;
  private final Output output = new Output();
  private final Input input = new Input();
  private final ErrorQueue errors = new ErrorQueue();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable HopEnd end;

  /** Asks the other side of this connection. */
  public HopCall(HopChannel channel, HopRequest request) throws IOException {
    this.channel = channel;
    request.send(channel);
  }

  /** What is for the client; ends where the reader says so, and where it is gone. */
  public InputStream output() {
    return output;
  }

  /** Where to write what the client sends; closing it says that there is no more. */
  public OutputStream input() {
    return input;
  }

  /** What is for the client as an error. */
  public InputStream errors() {
    return errors;
  }

  /** Waits until the output has ended; the exit status. */
  public int await() throws InterruptedException {
    over.await();
    HopEnd told = end;
    return told == null ? 1 : told.status();
  }

  /** How it ended; empty: the reader has not said that. */
  public Optional<HopEnd> end() {
    return Optional.ofNullable(end);
  }

  /** Ends it, whatever is still under way. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
    over();
  }

  private void over() {
    input.noMore();
    errors.noMore();
    over.countDown();
  }

  /** What a client reads of a process. */
  private final class Output extends InputStream {
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private boolean ended;

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
      while (!ended && !piece.hasRemaining()) {
        next();
      }
      if (!piece.hasRemaining()) {
        return -1;
      }
      int part = Math.min(length, piece.remaining());
      piece.get(to, offset, part);
      return part;
    }

    /** Takes the next frame, be it a part of the output or something else. */
    private void next() {
      try {
        Frame received = channel.receive();
        switch (received.kind()) {
          case OUTPUT -> piece = received.bytes();
          case ERROR -> errors.put(received.copy());
          case CREDIT -> input.credit(credit(received));
          case END -> {
            end = HopEnd.of(received);
            finish();
          }
          case REQUEST, REQUEST_END, INPUT, INPUT_END, ALIVE ->
              throw new StreamCorruptedException("a frame that no reader sends");
        }
      } catch (IOException e) {
        finish();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        finish();
      }
    }

    private static int credit(Frame frame) throws IOException {
      if (frame.length() != Integer.BYTES) {
        throw new StreamCorruptedException("a credit of another length");
      }
      return frame.bytes().getInt();
    }

    private void finish() {
      ended = true;
      HopCall.this.close();
    }

    /** Reads no more; what the reader has still to say is of no interest. */
    @Override
    public void close() {
      HopCall.this.close();
    }
  }

  /** What a process reads of its client. */
  private final class Input extends OutputStream {
    // Guarded by this.
    private long room = HopInput.WINDOW;
    private boolean closed;

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      for (int done = 0; done < length; ) {
        int part = take(Math.min(HopChannel.LARGEST, length - done));
        channel.send(Kind.INPUT, bytes, offset + done, part);
        done += part;
      }
    }

    private synchronized int take(int wanted) throws IOException {
      try {
        while (room == 0 && !closed) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      if (closed) {
        throw new IOException("The reader takes no more");
      }
      int part = (int) Math.min(wanted, room);
      room -= part;
      return part;
    }

    private synchronized void credit(int more) throws IOException {
      if (more < 0 || room + more > HopInput.WINDOW) {
        throw new StreamCorruptedException("more credit than was used");
      }
      room += more;
      notifyAll();
    }

    private synchronized boolean noMore() {
      boolean wasOpen = !closed;
      closed = true;
      notifyAll();
      return wasOpen;
    }

    @Override
    public void close() throws IOException {
      if (noMore()) {
        channel.send(Kind.INPUT_END);
      }
    }
  }
}
