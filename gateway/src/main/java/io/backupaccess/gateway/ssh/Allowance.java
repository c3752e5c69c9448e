package io.backupaccess.gateway.ssh;

import java.time.Duration;

/** Lets so many through at once, and one more at each interval. */
final class Allowance {
  private final int most;
  private final long interval;
  private int left;
  private long filled;

  /**
   * A full allowance.
   *
   * @param now on a clock that only goes forward, in nanoseconds
   */
  Allowance(int most, Duration interval, long now) {
    this.most = most;
    this.interval = interval.toNanos();
    this.left = most;
    this.filled = now;
  }

  /** Whether one more is let through. */
  synchronized boolean take(long now) {
    long grown = (now - filled) / interval;
    left = (int) Math.min(most, left + grown);
    filled += grown * interval;
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }

  /** Takes the last one back: it did not count. */
  synchronized void giveBack() {
    left = Math.min(most, left + 1);
  }
}
