package io.backupaccess.operator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Whether the reconcile loop turns: whether every turn that began came to its end, however that
 * was. The API server being away ends turns too, and is no reason to restart an operator.
 */
public final class LoopHealth {

  // Every request of a turn has a limit, and these are many times their sum.
  private static final Duration LONGEST_TURN = Duration.ofMinutes(10);

  private final Clock clock;
  private final ConcurrentMap<Object, Instant> turns = new ConcurrentHashMap<>();

  private final LongAdder begun = new LongAdder();

  public LoopHealth(Clock clock) {
    this.clock = clock;
  }

  /** Takes a turn. */
  public <T> T turn(Supplier<T> work) {
    Object id = new Object();
    turns.put(id, clock.instant());
    begun.increment();
    try {
      return work.get();
    } finally {
      turns.remove(id);
    }
  }

  /** How many turns have begun. */
  public long count() {
    return begun.sum();
  }

  /** Whether no turn has lasted for so long that it will not end. */
  public boolean turns() {
    Instant limit = clock.instant().minus(LONGEST_TURN);
    return turns.values().stream().noneMatch(since -> since.isBefore(limit));
  }
}
