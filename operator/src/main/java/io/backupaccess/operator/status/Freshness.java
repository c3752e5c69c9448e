package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.PullStatus;
import io.backupaccess.api.v1alpha1.VolumeSpec.Mode;
import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.PlannedKey;
import io.backupaccess.operator.plan.PlannedVolume;
import io.backupaccess.operator.status.Verdict.Fine;
import io.backupaccess.operator.status.Verdict.Open;
import io.backupaccess.operator.status.Verdict.Wrong;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges whether every key in force has what it may read within an age. Its messages hold nothing
 * that changes by itself, so that a status which stays is not written again.
 *
 * @param silent whether a gateway that runs does not tell of pulls
 */
record Freshness(
    GatewayPlan plan, PullHistory history, Duration maxAge, Instant now, boolean silent) {

  private static final int NAMED = 20;

  Verdict verdict() {
    Instant limit = now.minus(maxAge);
    List<String> stale = new ArrayList<>();
    boolean pulledBefore = false;
    for (PlannedKey key : plan.keys()) {
      for (String volume : owed(key.config())) {
        String name = key.config().name();
        Optional<Instant> success = history.lastSuccess(name, volume);
        if (success.isEmpty() || success.get().isBefore(limit)) {
          pulledBefore |= history.lastPull(name, volume).isPresent();
          stale.add("%s of %s (%s)".formatted(name, volume, last(name, volume, success)));
        }
      }
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

  /** A key that has expired, and a volume that can only be written to, owe no pull. */
  private List<String> owed(KeyConfig key) {
    Instant expiry = key.expiresAt();
    if (expiry != null && !expiry.isAfter(now)) {
      return List.of();
    }
    Set<String> unread =
        plan.volumes().stream()
            .filter(
                volume ->
                    volume instanceof PlannedVolume.Served served
                        && served.permission().mode() == Mode.WRITE_ONLY)
            .map(PlannedVolume::name)
            .collect(Collectors.toSet());
    return key.volumes().stream().filter(volume -> !unread.contains(volume)).toList();
  }
}
