package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.Fingerprint;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The connections that each key has logged in: so many, and a few more that wait for one of them to
 * end, in the order in which they came. The commands of one that waits begin when it has a place.
 */
final class KeyConnections {
  /** How many connections of a key may wait. */
  static final int WAITING = 16;

  private final int most;
  private final Map<Fingerprint, Set<Place>> byKey = new HashMap<>();
  private boolean closed;

  /** Each key has so many places. */
  KeyConnections(int most) {
    this.most = most;
  }

  /** The place of a connection, which it has by now or waits for. */
  static final class Place {
    private final Fingerprint key;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private boolean given;
    private boolean left;

    private Place(Fingerprint key) {
      this.key = key;
    }

    synchronized boolean isGiven() {
      return given;
    }

    /** Has this begin when there is a place; never, if the connection ends before. */
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
      waiting.forEach(Place::start);
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

  /** A place for one more connection, or to wait for one; empty: there is neither. */
  synchronized Optional<Place> enter(Fingerprint key) {
    Set<Place> places = byKey.computeIfAbsent(key, first -> new LinkedHashSet<>());
    if (places.size() >= most + WAITING) {
      return Optional.empty();
    }
    Place place = new Place(key);
    places.add(place);
    give(places);
    return Optional.of(place);
  }

  /** Gives it back, or waits for it no longer. Further calls do nothing. */
  synchronized void leave(Place place) {
    Set<Place> places = byKey.get(place.key);
    if (places == null || !places.remove(place)) {
      return;
    }
    place.leave();
    if (places.isEmpty()) {
      byKey.remove(place.key);
    } else {
      give(places);
    }
  }

  private void give(Set<Place> places) {
    places.stream().limit(closed ? Long.MAX_VALUE : most).forEach(Place::give);
  }

  /** Lets nobody wait any longer: no connection comes any more, and commands are told why. */
  synchronized void close() {
    closed = true;
    byKey.values().forEach(this::give);
  }
}
