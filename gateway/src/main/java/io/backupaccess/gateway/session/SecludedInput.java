package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.SecludedArguments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes the arguments that a client sends in its stream, and leaves the rest of the stream. */
final class SecludedInput {
  private static final int CHUNK = 8192;

  private final SecludedArguments arguments = new SecludedArguments();
  private InputStream in;

  SecludedInput(InputStream in) {
    this.in = in;
  }

  /** Whether they arrived within this time, and are as rsync sends them. */
  boolean read(Duration patience) throws IOException, InterruptedException {
    FutureTask<Boolean> reading = new FutureTask<>(this::read);
    Thread.ofVirtual().name("pull-arguments").start(reading);
    try {
      return reading.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      reading.cancel(true);
      return false;
    } catch (ExecutionException e) {
      throw new IOException("The arguments cannot be read", e);
    }
  }

  private boolean read() throws IOException {
    byte[] buffer = new byte[CHUNK];
    while (true) {
      int n = in.read(buffer);
      if (n < 0) {
        return false;
      }
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
      SecludedArguments.State state = arguments.take(bytes);
      if (state != SecludedArguments.State.INCOMPLETE) {
        in =
            new SequenceInputStream(
                new ByteArrayInputStream(buffer, bytes.position(), bytes.remaining()), in);
        return state == SecludedArguments.State.COMPLETE;
      }
    }
  }

  List<String> arguments() {
    return arguments.arguments();
  }

  /** What is left of the input. */
  InputStream rest() {
    return in;
  }
}
