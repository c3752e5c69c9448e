package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.KeyVolumeStatus;
import io.backupaccess.api.v1alpha1.PullRecordsStatus;
import io.backupaccess.api.v1alpha1.PullStatus;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.PullPage.Entry;
import io.backupaccess.gatewayconfig.PullRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of a resource have pulled. The resource's status is where it is kept: a gateway
 * forgets its records once they have been seen there.
 */
final class PullHistory {

  /** How much the clocks of a node and of the operator's may differ. */
  private static final Duration CLOCKS = Duration.ofMinutes(1);

  private final Map<String, Map<String, KeyVolumeStatus>> volumesByKey = new HashMap<>();
  private final Map<String, Set<String>> granted = new HashMap<>();
  private final Instant earliest;
  private final Instant now;
  private @Nullable PullRecordsStatus position;

  private PullHistory(BackupAccess resource, Clock clock) {
    this.now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String created = resource.getMetadata().getCreationTimestamp();
    this.earliest = created == null ? Instant.EPOCH : Instant.parse(created).minus(CLOCKS);
    List<String> all = resource.getSpec().volumes().stream().map(VolumeSpec::name).toList();
    for (KeySpec key : resource.getSpec().keys()) {
      granted.put(key.name(), Set.copyOf(key.volumes().isEmpty() ? all : key.volumes()));
    }
  }

  /**
   * What the resource's status holds, and what the gateway tells of since.
   *
   * @param page null: it told nothing
   */
  static PullHistory of(BackupAccess resource, @Nullable PullPage page, Clock clock) {
    PullHistory history = new PullHistory(resource, clock);
    BackupAccessStatus before = resource.getStatus();
    if (before != null) {
      history.recall(before, resource.getSpec().volumes());
    }
    if (page != null) {
      history.add(page);
    }
    return history;
  }

  /** What was pulled from another claim says nothing of the present one. */
  private void recall(BackupAccessStatus before, List<VolumeSpec> volumes) {
    Set<String> same = new HashSet<>();
    for (VolumeSpec volume : volumes) {
      for (VolumeStatus old : before.volumes()) {
        if (old.name().equals(volume.name())
            && Objects.equals(old.claimName(), volume.claimName())) {
          same.add(volume.name());
        }
      }
    }
    before
        .keys()
        .forEach(
            key ->
                key.volumes().stream()
                    .filter(volume -> same.contains(volume.name()))
                    .forEach(volume -> put(key.name(), volume)));
    position = before.pullRecords();
  }

  private void put(String key, KeyVolumeStatus volume) {
    if (granted.getOrDefault(key, Set.of()).contains(volume.name())) {
      volumesByKey.computeIfAbsent(key, _ -> new HashMap<>()).put(volume.name(), volume);
    }
  }

  private void add(PullPage page) {
    PullRecordsStatus before = position;
    boolean same = before != null && before.journal().equals(page.journal());
    long read = same && before != null ? before.sequence() : 0;
    List<Entry> unread = page.records().stream().filter(entry -> entry.sequence() > read).toList();
    unread.stream().map(Entry::pull).filter(this::canBe).forEach(this::add);
    boolean lost =
        same && before != null
            ? page.lost() > before.lost()
            // Of a former journal nobody can tell whether it had more.
            : before != null || page.lost() > 0 || page.acknowledged() > 0;
    position =
        new PullRecordsStatus(
            page.journal(),
            unread.isEmpty() ? Math.max(read, page.acknowledged()) : unread.getLast().sequence(),
            page.lost(),
            lost ? now.toString() : before == null ? null : before.lostAt());
  }

  /** A gateway may be compromised, and is not to make itself look fresh for ever. */
  private boolean canBe(PullRecord pull) {
    Instant latest = now.plus(CLOCKS);
    return granted.containsKey(pull.key())
        && !pull.start().isBefore(earliest)
        && !pull.start().plusMillis(Math.round(pull.seconds() * 1000)).isAfter(latest);
  }

  private void add(PullRecord pull) {
    PullStatus status =
        new PullStatus(
            pull.start().truncatedTo(ChronoUnit.SECONDS).toString(),
            Math.round(pull.seconds()),
            pull.bytes(),
            pull.files(),
            pull.unreadable(),
            pull.exitCode());
    for (String volume : pull.volumes()) {
      KeyVolumeStatus before = volumesByKey.getOrDefault(pull.key(), Map.of()).get(volume);
      boolean counts = isSuccess(pull) && pull.wholeVolumes().contains(volume);
      put(
          pull.key(),
          new KeyVolumeStatus(
              volume, status, counts ? status : before == null ? null : before.lastSuccess()));
    }
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
        .map(KeyVolumeStatus::lastSuccess)
        .map(success -> Instant.parse(success.start()));
  }

  /** When the last pull of any volume with any key began. */
  @Nullable String lastPull() {
    return volumesByKey.values().stream()
        .flatMap(volumes -> volumes.values().stream())
        .flatMap(volume -> Stream.ofNullable(volume.lastPull()))
        .map(PullStatus::start)
        .max(Comparator.comparing(Instant::parse))
        .orElse(null);
  }

  /** How far the records have been read; null: none were. */
  @Nullable PullRecordsStatus position() {
    return position;
  }

  /** Whether records of pulls since then may be lost. */
  boolean mayMissSince(Instant time) {
    return position != null
        && position.lostAt() != null
        && !Instant.parse(position.lostAt()).isBefore(time);
  }
}
