package io.backupaccess.operator.observe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers who had a claim that became free a moment ago: the pods of an application that restarts
 * are often back on the same node in another moment.
 */
final class FormerHolders {

  private static final Duration MOMENT = Duration.ofMinutes(2);
  private static final int MAX_CLAIMS = 20_000;

  private final Clock clock;
  private final Map<String, Last> byClaim = BoundedMap.of(MAX_CLAIMS);

  /**
   * The last that had a claim.
   *
   * @param freeSince null: it has it still
   */
  private record Last(Holder holder, @Nullable Instant freeSince) {}

  FormerHolders(Clock clock) {
    this.clock = clock;
  }

  /**
   * The last pods of applications that had those claims which are free, and were not a moment ago.
   *
   * @param holders all pods that use the claims now
   * @param hopeless claims for which no pod is let to where they were: nobody comes back there
   */
  Map<String, Holder> of(Map<String, Claim> claims, List<Holder> holders, Set<String> hopeless) {
    Map<String, Holder> former = new HashMap<>();
    claims.forEach(
        (name, claim) -> {
          String key = claim.uid() + "/" + name;
          if (hopeless.contains(name)) {
            byClaim.remove(key);
          }
          Optional<Holder> now =
              holders.stream()
                  .filter(holder -> holder.claimName().equals(name))
                  .filter(holder -> holder.node() != null && holder.rank() != Holder.Rank.GATEWAY)
                  .min(Comparator.comparing(Holder::rank).thenComparing(Holder::pod));
          now.or(() -> free(key))
              .ifPresent(
                  last -> {
                    if (now.isPresent()) {
                      byClaim.put(key, new Last(last, null));
                    } else {
                      former.put(name, last);
                    }
                  });
        });
    return former;
  }

  private Optional<Holder> free(String key) {
    Last last = byClaim.get(key);
    if (last == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Instant since = last.freeSince() == null ? now : last.freeSince();
    if (!now.isBefore(since.plus(MOMENT))) {
      byClaim.remove(key);
      return Optional.empty();
    }
    byClaim.put(key, new Last(last.holder(), since));
    return Optional.of(last.holder());
  }
}
