package io.backupaccess.gateway.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** Sends zeros as a transfer sends a child's output, until there were enough or it is late. */
final class Zeros implements Command {
  private static final BulkOutput.Pace UNLIMITED =
      new BulkOutput.Pace() {
        @Override
        public int piece(int most) {
          return most;
        }

        @Override
        public void pass(int bytes) {}
      };

  private final long most;
  private final long deadline;
  private final AtomicLong carried = new AtomicLong();
  private OutputStream out = OutputStream.nullOutputStream();
  private ExitCallback exit = (value, message, immediately) -> {};

  /**
   * For one use.
   *
   * @param deadline of {@link System#nanoTime}
   */
  Zeros(long most, long deadline) {
    this.most = most;
    this.deadline = deadline;
  }

  /** How many were sent so far. */
  long carried() {
    return carried.get();
  }

  @Override
  public void start(ChannelSession channel, Environment environment) {
    Thread.ofPlatform().name("zeros").daemon().start(this::carry);
  }

  private void carry() {
    try {
      ((ChannelOutput) out).carry(new Source(), UNLIMITED, carried::addAndGet);
    } catch (IOException e) {
      // Its client had no more time.
    } finally {
      exit.onExit(0);
    }
  }

  @Override
  public void setInputStream(InputStream in) {}

  @Override
  public void setOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void setErrorStream(OutputStream error) {}

  @Override
  public void setExitCallback(ExitCallback exit) {
    this.exit = exit;
  }

  @Override
  public void destroy(ChannelSession channel) {}

  private final class Source extends InputStream {
    @Override
    public int read() {
      throw new UnsupportedOperationException("Zeros are read many at a time");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (carried.get() >= most || System.nanoTime() > deadline) {
        return -1;
      }
      Arrays.fill(bytes, offset, offset + length, (byte) 0);
      return length;
    }
  }
}
