package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.ServiceLimits.Penalties;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * What sources have earned by failures. A sum decays with time; a source whose sum reached the
 * least that counts is refused until all of it has decayed.
 */
final class SourcePenalties {
  private record Sum(Instant until, boolean refused) {}

  private final Penalties settings;
  private final int mostSources;
  private final Map<Source, Sum> sums = new HashMap<>();

  SourcePenalties(Penalties settings, int mostSources) {
    this.settings = settings;
    this.mostSources = mostSources;
  }

  /** Whether the source is refused at this time. */
  boolean refuses(Source source, Instant now) {
    Sum sum = sums.get(source);
    if (sum == null) {
      return false;
    }
    if (!sum.until.isAfter(now)) {
      sums.remove(source);
      return false;
    }
    return sum.refused;
  }

  /** Adds to a source's sum, and tells whether it begins to be refused by that. */
  boolean add(Source source, Duration penalty, Instant now) {
    if (!settings.enabled()) {
      return false;
    }
    boolean refused = refuses(source, now);
    Sum sum = sums.get(source);
    Instant until = (sum == null ? now : sum.until).plus(penalty);
    Instant latest = now.plus(settings.max());
    until = until.isAfter(latest) ? latest : until;
    boolean reached = !until.isBefore(now.plus(settings.min()));
    if (sum == null) {
      makeRoom(now);
    }
    sums.put(source, new Sum(until, refused || reached));
    return reached && !refused;
  }

  private void makeRoom(Instant now) {
    if (sums.size() >= mostSources) {
      sums.values().removeIf(sum -> !sum.until.isAfter(now));
    }
    if (sums.size() >= mostSources) {
      sums.entrySet().stream()
          .min(Comparator.comparing(entry -> entry.getValue().until))
          .map(Map.Entry::getKey)
          .ifPresent(sums::remove);
    }
  }
}
