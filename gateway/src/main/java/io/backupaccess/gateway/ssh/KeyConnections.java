package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.Fingerprint;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The connections that each key has logged in: so many, and a few more that wait for one of them to
 * end, in the order in which they came. The commands of one that waits begin when it has a slot.
 */
final class KeyConnections {
  /** How many connections of a key may wait. */
  static final int WAITING = 16;

  private final int most;
  private final Map<Fingerprint, Set<Slot>> byKey = new HashMap<>();
  private boolean closed;

  /** Each key has so many slots. */
  KeyConnections(int most) {
    this.most = most;
  }

  /** The slot of a connection, which it has by now or waits for. */
  static final class Slot {
    private final Fingerprint key;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private boolean given;
    private boolean left;

    private Slot(Fingerprint key) {
      this.key = key;
    }

    synchronized boolean isGiven() {
      return given;
    }

    /** Has this begin when there is a slot; never, if the connection ends before. */
    synchronized void whenGiven(Runnable begin) {
      if (given) {
        start(begin);
      } else if (!left) {
        waiting.add(begin);
      }
    }

    /** This is not to begin any more, and nothing of it is kept. */
    synchronized void forget(Runnable begin) {
      waiting.remove(begin);
    }

    private synchronized void give() {
      given = true;
      waiting.forEach(Slot::start);
      waiting.clear();
    }

    private synchronized void leave() {
      left = true;
      waiting.clear();
    }

    private static void start(Runnable begin) {
      Thread.ofVirtual().name("command-begins").start(begin);
    }
  }

  /** A slot for one more connection, or to wait for one; empty: there is neither. */
  synchronized Optional<Slot> enter(Fingerprint key) {
    Set<Slot> slots = byKey.computeIfAbsent(key, first -> new LinkedHashSet<>());
    if (slots.size() >= most + WAITING) {
      return Optional.empty();
    }
    Slot slot = new Slot(key);
    slots.add(slot);
    give(slots);
    return Optional.of(slot);
  }

  /** Gives it back, or waits for it no longer. Further calls do nothing. */
  synchronized void leave(Slot slot) {
    Set<Slot> slots = byKey.get(slot.key);
    if (slots == null || !slots.remove(slot)) {
      return;
    }
    slot.leave();
    if (slots.isEmpty()) {
      byKey.remove(slot.key);
    } else {
      give(slots);
    }
  }

  private void give(Set<Slot> slots) {
    slots.stream().limit(closed ? Long.MAX_VALUE : most).forEach(Slot::give);
  }

  /** Lets nobody wait any longer: no connection comes any more, and commands are told why. */
  synchronized void close() {
    closed = true;
    byKey.values().forEach(this::give);
  }
}
