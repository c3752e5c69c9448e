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
 *
 * <p>So many sources are remembered, and as many of IPv6: whoever has a large network of that has
 * any number of sources, which push out one another's sums, and none of IPv4. Where there is no
 * room for one more, sums that are over go; else a source that is not refused yet goes before one
 * that is, and among those the one whose sum is over soonest.
 */
final class SourcePenalties {
  private record Sum(Instant until, boolean refused) {
    static final Comparator<Sum> FIRST_TO_GO =
        Comparator.comparing(Sum::refused).thenComparing(Sum::until);

    boolean isOver(Instant now) {
      return !until.isAfter(now);
    }
  }

  private final Penalties settings;
  private final int mostSources;
  private final Map<Source, Sum> ofIpv4 = new HashMap<>();
  private final Map<Source, Sum> ofIpv6 = new HashMap<>();

  /** Remembers so many sources of each version of IP. */
  SourcePenalties(Penalties settings, int mostSources) {
    this.settings = settings;
    this.mostSources = mostSources;
  }

  private Map<Source, Sum> sums(Source source) {
    return source.isIpv6() ? ofIpv6 : ofIpv4;
  }

  /** Whether the source is refused at this time. */
  boolean refuses(Source source, Instant now) {
    Map<Source, Sum> sums = sums(source);
    Sum sum = sums.get(source);
    if (sum == null) {
      return false;
    }
    if (sum.isOver(now)) {
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
    Map<Source, Sum> sums = sums(source);
    Sum sum = sums.get(source);
    Instant until = (sum == null ? now : sum.until).plus(penalty);
    Instant latest = now.plus(settings.max());
    until = until.isAfter(latest) ? latest : until;
    boolean reached = !until.isBefore(now.plus(settings.min()));
    if (sum == null) {
      makeRoom(sums, now);
    }
    sums.put(source, new Sum(until, refused || reached));
    return reached && !refused;
  }

  private void makeRoom(Map<Source, Sum> sums, Instant now) {
    if (sums.size() >= mostSources) {
      sums.values().removeIf(sum -> sum.isOver(now));
    }
    if (sums.size() >= mostSources) {
      sums.entrySet().stream()
          .min(Map.Entry.comparingByValue(Sum.FIRST_TO_GO))
          .map(Map.Entry::getKey)
          .ifPresent(sums::remove);
    }
  }

  /** How many sources are remembered. */
  int size() {
    return ofIpv4.size() + ofIpv6.size();
  }
}
