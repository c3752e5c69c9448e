package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.SecludedArguments;
import io.backupaccess.gateway.command.SecludedStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes the arguments that a client sends in its stream, and leaves the rest of the stream. */
final class SecludedInput implements SecludedStream {
  private static final int CHUNK = 8192;

  private final SecludedArguments arguments = new SecludedArguments();
  private final Duration patience;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private InputStream in;

  /**
   * Nothing is taken yet.
   *
   * @param patience within which the arguments have to arrive
   */
  SecludedInput(InputStream in, Duration patience) {
    this.in = in;
    this.patience = patience;
  }

  @Override
  public Optional<List<String>> arguments() throws IOException {
    FutureTask<Boolean> reading = new FutureTask<>(this::read);
    Thread.ofVirtual().name("pull-arguments").start(reading);
    try {
      return reading.get(patience.toNanos(), TimeUnit.NANOSECONDS)
          ? Optional.of(arguments.arguments())
          : Optional.empty();
    } catch (TimeoutException e) {
      reading.cancel(true);
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IOException("The arguments cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
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
      taken.write(buffer, 0, bytes.position());
      if (state != SecludedArguments.State.INCOMPLETE) {
        in =
            new SequenceInputStream(
                new ByteArrayInputStream(buffer, bytes.position(), bytes.remaining()), in);
        return state == SecludedArguments.State.COMPLETE;
      }
    }
  }

  /** What was taken, for somebody else to decide on it too. */
  byte[] taken() {
    return taken.toByteArray();
  }

  /** What is left of the input. */
  InputStream rest() {
    return in;
  }
}
