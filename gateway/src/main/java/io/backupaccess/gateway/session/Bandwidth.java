package io.backupaccess.gateway.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the transfers of one entry carry each second together, in both directions. Each waits for
 * its turn with one small piece, so that all of them have the same share.
 */
final class Bandwidth {
  /** A limited piece is what goes in a twentieth of a second. */
  private static final int PIECES_PER_SECOND = 20;

  /** Has the one whose piece is next: nobody else has taken anything yet. */
  private final Semaphore turn = new Semaphore(1, true);

  private volatile @Nullable TokenBucket bucket;

  /** Sets the bytes per second, from now on; empty: as many as may come. */
  synchronized void limit(OptionalLong bytesPerSecond) {
    TokenBucket before = bucket;
    if (bytesPerSecond.isEmpty()) {
      bucket = null;
    } else if (before == null || before.bytesPerSecond() != bytesPerSecond.getAsLong()) {
      bucket = new TokenBucket(bytesPerSecond.getAsLong(), System.nanoTime());
    }
  }

  /** How much may go in one piece, of what could. */
  int piece(int most) {
    TokenBucket limit = bucket;
    return limit == null ? most : Math.clamp(limit.bytesPerSecond() / PIECES_PER_SECOND, 1, most);
  }

  /**
   * Waits until this much may go. Whoever is ended while it waits for its turn does not take it: a
   * client that leaves owes nothing that others would wait for.
   *
   * @throws IOException where it was ended
   */
  void pass(int bytes, BooleanSupplier ended) throws IOException {
    TokenBucket limit = bucket;
    if (limit == null) {
      return;
    }
    try {
      turn.acquire();
      try {
        if (ended.getAsBoolean()) {
          throw new IOException("The transfer was ended");
        }
        long nanos = limit.take(bytes, System.nanoTime());
        if (nanos > 0) { // to sleep for no time would still give the processor away
          Thread.sleep(Duration.ofNanos(nanos));
        }
      } finally {
        turn.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while waiting for bandwidth");
    }
  }
}
