package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.KeyStatus;
import io.backupaccess.api.v1alpha1.KeyVolumeStatus;
import io.backupaccess.api.v1alpha1.PullRecordsStatus;
import io.backupaccess.api.v1alpha1.PullStatus;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.gatewayconfig.PullRecord;
import io.backupaccess.operator.observe.PullReport;
import io.backupaccess.operator.observe.PullReport.Told;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of a resource have pulled. The resource's status is where it is kept: a gateway
 * forgets its records once they have been seen there.
 */
final class PullHistory {

  /** How much the clocks of a node and of the operator's may differ. */
  private static final Duration CLOCKS = Duration.ofMinutes(1);

  private static final PullRecordsStatus NONE = new PullRecordsStatus(List.of(), null);

  private final Map<String, Map<String, KeyVolumeStatus>> volumesByKey = new HashMap<>();
  private final Map<String, Set<String>> granted = new HashMap<>();
  private final Instant earliest;
  private final Instant now;
  private final Map<String, String> claims = new HashMap<>();
  private @Nullable PullRecordsStatus records;

  private PullHistory(BackupAccess resource, Clock clock) {
    this.now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String created = resource.getMetadata().getCreationTimestamp();
    this.earliest = created == null ? Instant.EPOCH : Instant.parse(created).minus(CLOCKS);
    resource.getSpec().volumes().forEach(volume -> claims.put(volume.name(), volume.claimName()));
    for (KeySpec key : resource.getSpec().keys()) {
      granted.put(
          key.name(),
          resource.getSpec().volumes().stream()
              .map(VolumeSpec::name)
              .filter(key::grants)
              .collect(Collectors.toSet()));
    }
  }

  /**
   * What a status holds, and what the gateway tells of since.
   *
   * @param before the newest status of the resource; null: there is none
   */
  static PullHistory of(
      BackupAccess resource, @Nullable BackupAccessStatus before, PullReport report, Clock clock) {
    PullHistory history = new PullHistory(resource, clock);
    if (before != null) {
      history.recall(before);
    }
    history.read(report);
    return history;
  }

  private void recall(BackupAccessStatus before) {
    // What was pulled from another claim says nothing of the present one.
    Set<String> same =
        before.volumes().stream()
            .filter(old -> Objects.equals(old.claimName(), claims.get(old.name())))
            .map(VolumeStatus::name)
            .collect(Collectors.toSet());
    for (KeyStatus key : before.keys()) {
      key.volumes().stream()
          .filter(volume -> same.contains(volume.name()))
          .forEach(volume -> put(key.name(), volume));
    }
    records = before.pullRecords();
  }

  private void put(String key, KeyVolumeStatus volume) {
    if (granted.getOrDefault(key, Set.of()).contains(volume.name())) {
      volumesByKey.computeIfAbsent(key, _ -> new HashMap<>()).put(volume.name(), volume);
    }
  }

  private void read(PullReport report) {
    Journals journals = new Journals(records);
    for (Told told : report.told()) {
      long read = journals.read(told.page());
      told.page().records().stream()
          .filter(entry -> entry.sequence() > read && canBe(entry.pull()))
          .forEach(entry -> add(entry.pull(), told.pod().claims()));
    }
    records = journals.after(report, now);
  }

  /** A gateway may be compromised, and is not to make itself look fresh for ever. */
  private boolean canBe(PullRecord pull) {
    Instant latest = now.plus(CLOCKS);
    return granted.containsKey(pull.key())
        && !pull.start().isBefore(earliest)
        && !pull.start().plusMillis(Math.round(pull.seconds() * 1000)).isAfter(latest);
  }

  /**
   * Adds a pull.
   *
   * @param mounted the claims that the pod has: one that drains may have another than the present
   */
  private void add(PullRecord pull, Set<String> mounted) {
    PullStatus status =
        new PullStatus(
            pull.start().truncatedTo(ChronoUnit.SECONDS).toString(),
            Math.round(pull.seconds()),
            pull.bytes(),
            pull.files(),
            pull.unreadable(),
            pull.exitCode());
    for (String volume : pull.volumes()) {
      if (mounted.contains(claims.getOrDefault(volume, ""))) {
        boolean counts = isSuccess(pull) && pull.wholeVolumes().contains(volume);
        KeyVolumeStatus before = volumesByKey.getOrDefault(pull.key(), Map.of()).get(volume);
        PullStatus last = before == null ? null : before.lastPull();
        String success = before == null ? null : before.lastSuccessTime();
        put(
            pull.key(),
            new KeyVolumeStatus(
                volume,
                later(last, status),
                counts ? later(success, status.startTime()) : success));
      }
    }
  }

  /** Pods that run at the same time, one of which drains, tell of theirs one after the other. */
  private static PullStatus later(@Nullable PullStatus before, PullStatus pull) {
    return before != null && isAfter(before.startTime(), pull.startTime()) ? before : pull;
  }

  private static String later(@Nullable String before, String time) {
    return before != null && isAfter(before, time) ? before : time;
  }

  private static boolean isAfter(String time, String other) {
    return Instant.parse(time).isAfter(Instant.parse(other));
  }

  /** rsync says 23 where something could not be read, and 24 where something vanished meanwhile. */
  private static boolean isSuccess(PullRecord pull) {
    Long unreadable = pull.unreadable();
    return pull.completed()
        && (pull.exitCode() == 0 || pull.exitCode() == 24)
        && unreadable != null
        && unreadable == 0;
  }

  /** What this key has pulled, by the names of the volumes. */
  List<KeyVolumeStatus> volumes(String key) {
    return volumesByKey.getOrDefault(key, Map.of()).values().stream()
        .sorted(Comparator.comparing(KeyVolumeStatus::name))
        .toList();
  }

  /** When the last pull of all of this volume with this key began, if there was one. */
  Optional<Instant> lastSuccess(String key, String volume) {
    return Optional.ofNullable(volumesByKey.getOrDefault(key, Map.of()).get(volume))
        .map(KeyVolumeStatus::lastSuccessTime)
        .map(Instant::parse);
  }

  /** The last pull of this volume with this key, however it went, if there was one. */
  Optional<PullStatus> lastPull(String key, String volume) {
    return Optional.ofNullable(volumesByKey.getOrDefault(key, Map.of()).get(volume))
        .map(KeyVolumeStatus::lastPull);
  }

  /** When the last pull of any volume with any key began. */
  @Nullable String lastPullTime() {
    return volumesByKey.values().stream()
        .flatMap(volumes -> volumes.values().stream())
        .flatMap(volume -> Stream.ofNullable(volume.lastPull()))
        .map(PullStatus::startTime)
        .max(Comparator.comparing(Instant::parse))
        .orElse(null);
  }

  /** How far the records have been read; null: there are none. */
  @Nullable PullRecordsStatus records() {
    return records == null || records.equals(NONE) ? null : records;
  }

  /** Whether records of pulls since then may be lost. */
  boolean mayMissSince(Instant time) {
    return records != null
        && records.lostTime() != null
        && !Instant.parse(records.lostTime()).isBefore(time);
  }
}
