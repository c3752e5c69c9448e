package io.backupaccess.gateway.session;

import java.time.Duration;

/**
 * A rate: whoever takes bytes is told how long to wait before they go, in the order of asking. What
 * was not taken for a short while may be made up for, so that the rate is met by those who are held
 * up now and then.
 */
final class TokenBucket {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** For how long what was not taken stays. */
  private static final long DEPTH = Duration.ofMillis(100).toNanos();

  private final long bytesPerSecond;
  private long paidUntil;

  /**
   * A bucket that is full.
   *
   * @param now nanoseconds on a clock that only goes forward
   */
  TokenBucket(long bytesPerSecond, long now) {
    this.bytesPerSecond = bytesPerSecond;
    this.paidUntil = now - DEPTH;
  }

  long bytesPerSecond() {
    return bytesPerSecond;
  }

  /** Takes bytes, and returns the nanoseconds to wait before they go. */
  synchronized long take(long bytes, long now) {
    long begin = Math.max(paidUntil, now - DEPTH);
    paidUntil = begin + Math.round((double) bytes * SECOND / bytesPerSecond);
    return Math.max(0, begin - now);
  }
}
