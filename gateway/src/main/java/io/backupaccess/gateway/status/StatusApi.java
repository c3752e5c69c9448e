package io.backupaccess.gateway.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.gateway.config.ConfigFile;
import io.backupaccess.gateway.config.ServerSettings.StatusListener;
import io.backupaccess.gateway.journal.Journal;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.statusport.StatusAnswer;
import io.backupaccess.statusport.StatusMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * For holders of the token. {@code GET /v1/status} tells how the gateway is; with {@code
 * ?unlike=DIGEST} the answer waits until it differs from the one with that digest, or for 25
 * seconds. {@code GET /v1/pulls?journal=ID&after=N} what pulls there were, {@code POST
 * /v1/pulls/acknowledge?journal=ID&upTo=N} makes the gateway forget those, {@code POST /v1/yield}
 * and {@code POST /v1/suspend} end what runs, and {@code POST /v1/enforce} what the configuration
 * in its body does not allow: for a pod on its way out, to which Kubernetes brings no newer file.
 */
public final class StatusApi implements AutoCloseable {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();
  private static final Pattern REQUEST = Pattern.compile("((?:GET|POST) [^ ?]+)(?:\\?([^ ]*))?");
  private static final Pattern UNLIKE = Pattern.compile("unlike=([0-9a-f]{64})");
  private static final Pattern POSITION =
      Pattern.compile("journal=([0-9a-f]{0,32})&(?:after|upTo)=([0-9]{1,18})");

  static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(25);
  private static final long LOOK_MILLIS = 200;

  /** So that waiting callers leave room for one that asks the gateway to yield. */
  private static final int MOST_WAITING = 8;

  private final StatusPort port;
  private final Optional<Journal> journal;

  /** However many send a document, there is one in memory at a time. */
  private final ReentrantLock document = new ReentrantLock();

  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private final CountDownLatch closing = new CountDownLatch(1);

  private record Served(
      Supplier<GatewayStatus> status,
      Runnable yielding,
      Runnable suspend,
      Consumer<byte[]> enforce) {}

  /** An API that answers at this address once it is opened. */
  public StatusApi(StatusListener listener, Optional<Journal> journal) throws IOException {
    this.journal = journal;
    this.port = new StatusPort(listener.listen(), listener.token());
  }

  /**
   * Begins to answer.
   *
   * @param yielding ends what runs, at once, for an application
   * @param suspend ends what runs, at once, by the owner's wish
   * @param enforce ends what runs and this configuration does not allow
   */
  public void open(
      Supplier<GatewayStatus> status,
      Runnable yielding,
      Runnable suspend,
      Consumer<byte[]> enforce) {
    Served served = new Served(status, yielding, suspend, enforce);
    port.open((request, body) -> answer(request, body, served));
  }

  /** The port that it answers on. */
  public int port() {
    return port.port();
  }

  private StatusAnswer answer(String request, InputStream body, Served served) throws IOException {
    Matcher parts = REQUEST.matcher(request);
    String what = parts.matches() ? parts.group(1) : "";
    if (what.equals("POST /v1/enforce")) {
      return enforce(body, served);
    }
    StatusMessage.readBody(body, 0);
    return switch (what) {
      case "GET /v1/status" -> status(parts.group(2), served);
      case "POST /v1/yield" -> end(served.yielding());
      case "POST /v1/suspend" -> end(served.suspend());
      case "GET /v1/pulls" -> pulls(parts.group(2), served);
      case "POST /v1/pulls/acknowledge" -> acknowledge(parts.group(2));
      default -> new StatusAnswer(404, "not found\n");
    };
  }

  private StatusAnswer status(@Nullable String query, Served served) {
    Matcher unlike = UNLIKE.matcher(query == null ? "" : query);
    if (!unlike.matches() || !waiting.tryAcquire()) {
      return json(served.status().get());
    }
    try {
      return unlike(unlike.group(1), served);
    } finally {
      waiting.release();
    }
  }

  /** Looks again and again: what the status tells changes in many places, and by the clock. */
  private StatusAnswer unlike(String digest, Served served) {
    long end = System.nanoTime() + LONGEST_WAIT_NANOS;
    StatusAnswer answer = json(served.status().get());
    try {
      while (answer.digest().equals(digest)
          && System.nanoTime() - end < 0
          && !closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        answer = json(served.status().get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answer;
  }

  private static StatusAnswer end(Runnable how) {
    how.run();
    return new StatusAnswer(200, "ended\n");
  }

  private StatusAnswer enforce(InputStream body, Served served) throws IOException {
    document.lock();
    try {
      served.enforce().accept(StatusMessage.readBody(body, ConfigFile.LARGEST));
    } finally {
      document.unlock();
    }
    return new StatusAnswer(200, "enforced\n");
  }

  private StatusAnswer pulls(@Nullable String query, Served served) {
    return at(
        query,
        (known, position) -> {
          // Counted before the records are read, so that none that ends between the two is missed.
          int running = served.status().get().sessions();
          return json(known.page(position.journal(), position.record(), running));
        });
  }

  private StatusAnswer acknowledge(@Nullable String query) {
    return at(
        query,
        (known, position) -> {
          try {
            known.acknowledge(position.journal(), position.record());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return new StatusAnswer(200, "ok\n");
        });
  }

  /** A record of a journal. */
  private record Position(String journal, long record) {}

  private StatusAnswer at(
      @Nullable String query, BiFunction<Journal, Position, StatusAnswer> answer) {
    Matcher parts = POSITION.matcher(query == null ? "" : query);
    return journal.isPresent() && parts.matches()
        ? answer.apply(journal.get(), new Position(parts.group(1), Long.parseLong(parts.group(2))))
        : new StatusAnswer(400, "no such place in a journal\n");
  }

  private static StatusAnswer json(Object value) {
    try {
      return new StatusAnswer(200, JSON.writeValueAsString(value) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    port.close();
  }
}
