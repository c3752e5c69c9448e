package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.PullStatus;
import io.backupaccess.operator.status.Verdict.Fine;
import io.backupaccess.operator.status.Verdict.Open;
import io.backupaccess.operator.status.Verdict.Wrong;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges whether every key has pulled what it may read within an age. It asks the spec and not the
 * plan: the backup of a key whose Secret is gone is missing no less. Its messages hold nothing that
 * changes by itself, so that a status which stays is not written again.
 *
 * @param silent whether a gateway that runs does not tell of pulls
 */
record Freshness(
    BackupAccessSpec spec, PullHistory history, Duration maxAge, Instant now, boolean silent) {

  private static final int NAMED = 20;

  Verdict verdict() {
    Instant limit = now.minus(maxAge);
    List<String> stale = new ArrayList<>();
    boolean owing = false;
    boolean pulledBefore = false;
    for (KeySpec key : spec.keys()) {
      for (String volume : OwedPulls.of(spec, key, now)) {
        owing = true;
        String name = key.name();
        Optional<Instant> success = history.lastSuccess(name, volume);
        if (success.isEmpty() || success.get().isBefore(limit)) {
          pulledBefore |= history.lastPull(name, volume).isPresent();
          stale.add("%s of %s (%s)".formatted(name, volume, last(name, volume, success)));
        }
      }
    }
    if (!owing) {
      return new Open(
          "NothingOwed",
          "no key owes a pull: each has expired, or its volumes can only be written to");
    }
    if (stale.isEmpty()) {
      return new Fine("Fresh", "each key has pulled the whole of each of its volumes in time");
    }
    String missing = "no whole pull in time: " + list(stale);
    if (silent) {
      return new Open("PullsUnknown", missing + "; the gateway does not tell of newer pulls now");
    }
    return history.mayMissSince(limit)
        ? new Open("RecordsLost", missing + "; records of newer pulls may be lost")
        : new Wrong(pulledBefore ? "Stale" : "NoPullYet", missing);
  }

  private String last(String key, String volume, Optional<Instant> success) {
    String last = success.map(time -> "last at " + time).orElse("none yet");
    long unreadable = history.lastPull(key, volume).map(PullStatus::unreadable).orElse(0L);
    return unreadable == 0 ? last : last + ", and the last could not read " + unreadable;
  }

  private static String list(List<String> all) {
    String named = String.join(", ", all.subList(0, Math.min(NAMED, all.size())));
    return all.size() > NAMED ? named + " and " + (all.size() - NAMED) + " more" : named;
  }
}
