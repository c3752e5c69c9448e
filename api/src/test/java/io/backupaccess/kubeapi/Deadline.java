package io.backupaccess.kubeapi;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what comes about by itself, but not for ever. */
public record Deadline(Duration limit) {

  /** A limit in seconds. */
  public static Deadline ofSeconds(long seconds) {
    return new Deadline(Duration.ofSeconds(seconds));
  }

  /** Returns once the condition holds; fails naming it if it does not in time. */
  public void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("waited " + limit.toSeconds() + " s in vain for " + what);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
