package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.BackupAccessStatus.ConditionType;
import io.backupaccess.api.v1alpha1.KeyStatus;
import io.backupaccess.operator.observe.BoundedMap;
import io.backupaccess.operator.observe.PullReport;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says when a status is written. Records of pulls wait for each other, because each write is as
 * large as the whole status; all else is written at once, and the records with it.
 */
public final class StatusWrites {

  /** How often records of pulls are written at most. */
  private static final Duration PERIOD = Duration.ofSeconds(30);

  private static final int MAX_RESOURCES = 20_000;
  private static final int MAX_WAITING = 1_000;

  private final Clock clock;
  private final Map<String, Instant> lastByUid = BoundedMap.of(MAX_RESOURCES);

  // Those that are not known to be written: a gateway that ends at once takes its records along,
  // and these were read. One may take a hundred kilobytes.
  private final Map<String, BackupAccessStatus> newestByUid = BoundedMap.of(MAX_WAITING);

  public StatusWrites(Clock clock) {
    this.clock = clock;
  }

  /**
   * The status with all records that were read.
   *
   * @param written the one that is at the API server; null: none is
   */
  public @Nullable BackupAccessStatus newest(String uid, @Nullable BackupAccessStatus written) {
    return newestByUid.getOrDefault(uid, written);
  }

  /**
   * How long the status waits; empty: it is written now.
   *
   * @param before the one that was written; null: none was
   */
  public Optional<Duration> delay(
      String uid,
      @Nullable BackupAccessStatus before,
      BackupAccessStatus status,
      PullReport pulls) {
    if (status.equals(before)) {
      newestByUid.remove(uid);
      return Optional.empty();
    }
    newestByUid.put(uid, status);
    Optional<Duration> delay =
        before != null
                && withoutPulls(status).equals(withoutPulls(before))
                && !pulls.ending()
                && !pulls.full()
            ? untilNext(uid)
            : Optional.empty();
    if (delay.isEmpty() && !samePulls(before, status)) {
      lastByUid.put(uid, clock.instant());
    }
    return delay;
  }

  private Optional<Duration> untilNext(String uid) {
    Instant last = lastByUid.get(uid);
    if (last == null) {
      return Optional.empty();
    }
    Duration since = Duration.between(last, clock.instant());
    return since.isNegative() || since.compareTo(PERIOD) >= 0
        ? Optional.empty()
        : Optional.of(PERIOD.minus(since));
  }

  private static boolean samePulls(@Nullable BackupAccessStatus one, BackupAccessStatus other) {
    BackupAccessStatus before = one == null ? BackupAccessStatus.builder().build() : one;
    return Objects.equals(before.pullRecords(), other.pullRecords())
        && Objects.equals(before.lastPullTime(), other.lastPullTime());
  }

  /** What has to be known at once. */
  private static BackupAccessStatus withoutPulls(BackupAccessStatus status) {
    return status
        .with()
        .conditions(status.conditions().stream().map(StatusWrites::withoutPulls).toList())
        .keys(status.keys().stream().map(KeyStatus::withoutVolumes).toList())
        .lastPullTime(null)
        .pullRecords(null)
        .build();
  }

  /** The message counts what the last pull could not read, and may change with each. */
  private static Condition withoutPulls(Condition condition) {
    return condition.getType().equals(ConditionType.FRESH)
        ? new ConditionBuilder(condition).withMessage("").build()
        : condition;
  }
}
