package io.backupaccess.operator.metrics;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.BackupAccessStatus.ConditionType;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.KeyStatus;
import io.backupaccess.api.v1alpha1.KeyVolumeStatus;
import io.backupaccess.api.v1alpha1.PodPlace;
import io.backupaccess.api.v1alpha1.PullRecordsStatus;
import io.backupaccess.api.v1alpha1.PullStatus;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.api.validation.Formats;
import io.backupaccess.operator.metrics.Metric.Of;
import io.backupaccess.operator.status.OwedPulls;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the series of resources. The spec says which series there are, and the status only what
 * they are worth: a status may tell of what is granted no more. Two points with the same labels
 * would cost the whole scrape, and a resource may be older than the rules that forbid a name twice,
 * so that each name counts once.
 */
final class ResourceSeries {

  /** Whether the status says so, and nothing that somebody else could have written there. */
  private static final Set<String> STATUSES = Set.of("True", "False", "Unknown");

  private static final Set<String> TYPES =
      Set.of(
          ConditionType.READY,
          ConditionType.ACCEPTED,
          ConditionType.RESOLVED_REFS,
          ConditionType.VOLUMES_READY,
          ConditionType.GATEWAY_READY,
          ConditionType.KEYS_CURRENT,
          ConditionType.CLIENT_ADDRESS_VISIBLE,
          ConditionType.RECONCILING,
          ConditionType.STALLED,
          ConditionType.FRESH);

  private static final Pattern REASON = Pattern.compile("[A-Z][A-Za-z]{0,63}");
  private static final Pattern NODE = Pattern.compile("[a-z0-9][-.a-z0-9]{0,252}");

  private final Points points;
  private final Instant now;

  ResourceSeries(Points points, Instant now) {
    this.points = points;
    this.now = now;
  }

  void add(BackupAccess resource) {
    String namespace = resource.getMetadata().getNamespace();
    String access = resource.getMetadata().getName();
    BackupAccessStatus status =
        Optional.ofNullable(resource.getStatus())
            .orElseGet(() -> BackupAccessStatus.builder().build());
    addConditions(namespace, access, status);
    Labels ofAccess = Points.labels(Of.ACCESS, namespace, access);
    PullRecordsStatus records = status.pullRecords();
    addTime(Metric.RECORDS_LOST, ofAccess, records == null ? null : records.lostTime());
    BackupAccessSpec spec = resource.getSpec();
    if (spec == null) {
      return;
    }
    Optional<Duration> maxAge =
        Optional.ofNullable(spec.freshness()).flatMap(one -> Formats.maxAge(one.maxAge()));
    maxAge.ifPresent(age -> points.add(Metric.MAX_AGE, ofAccess, age.toSeconds()));
    addVolumes(namespace, access, spec, status);
    Map<String, KeyStatus> keys = byName(status.keys(), KeyStatus::name);
    for (KeySpec key : once(spec.keys(), KeySpec::name)) {
      addKey(namespace, access, key, keys.get(key.name()));
      addPairs(resource, key, keys.get(key.name()), maxAge);
    }
  }

  private void addConditions(String namespace, String access, BackupAccessStatus status) {
    for (Condition condition : once(status.conditions(), Condition::getType)) {
      if (TYPES.contains(condition.getType())
          && STATUSES.contains(condition.getStatus())
          && matches(REASON, condition.getReason())) {
        Labels labels =
            Points.labels(
                Of.CONDITION,
                namespace,
                access,
                condition.getType(),
                condition.getStatus(),
                condition.getReason());
        points.add(Metric.CONDITION, labels, 1);
      }
    }
  }

  private void addVolumes(
      String namespace, String access, BackupAccessSpec spec, BackupAccessStatus status) {
    Map<String, VolumeStatus> statuses = byName(status.volumes(), VolumeStatus::name);
    for (String name : volumes(spec)) {
      VolumeStatus volume = statuses.get(name);
      Labels labels = Points.labels(Of.VOLUME, namespace, access, name);
      points.add(Metric.VOLUME_SERVED, labels, volume != null && volume.served() ? 1 : 0);
      PodPlace place = volume == null ? null : volume.place();
      String node = place == null ? null : place.nodeName();
      if (node != null && matches(NODE, node)) {
        points.add(Metric.VOLUME_PLACE, Points.labels(Of.PLACE, namespace, access, name, node), 1);
      }
    }
  }

  private void addKey(String namespace, String access, KeySpec key, @Nullable KeyStatus status) {
    Labels labels = Points.labels(Of.KEY, namespace, access, key.name());
    boolean accepted = status != null && KeyStatus.ACCEPTED.equals(status.reason());
    points.add(Metric.KEY_ACCEPTED, labels, accepted ? 1 : 0);
    addTime(Metric.KEY_EXPIRATION, labels, key.expirationTime());
  }

  private void addPairs(
      BackupAccess resource, KeySpec key, @Nullable KeyStatus status, Optional<Duration> maxAge) {
    BackupAccessSpec spec = resource.getSpec();
    ObjectMeta metadata = resource.getMetadata();
    Map<String, KeyVolumeStatus> pulled =
        byName(status == null ? List.of() : status.volumes(), KeyVolumeStatus::name);
    Set<String> owed = maxAge.isEmpty() ? Set.of() : Set.copyOf(OwedPulls.of(spec, key, now));
    for (String volume : volumes(spec)) {
      KeyVolumeStatus pulls = pulled.get(volume);
      if (key.grants(volume) && (pulls != null || owed.contains(volume))) {
        Labels pair =
            Points.labels(Of.PAIR, metadata.getNamespace(), metadata.getName(), key.name(), volume);
        String success = pulls == null ? null : pulls.lastSuccessTime();
        addTime(Metric.LAST_SUCCESS, pair, success);
        if (pulls != null && pulls.lastPull() != null) {
          addPull(pair, pulls.lastPull());
        }
        if (owed.contains(volume)) {
          String since = success == null ? metadata.getCreationTimestamp() : success;
          time(since)
              .ifPresent(
                  at ->
                      points.add(Metric.SUCCESS_AGE_RATIO, pair, ratio(at, maxAge.orElseThrow())));
        }
      }
    }
  }

  private void addPull(Labels pair, PullStatus pull) {
    addTime(Metric.LAST_PULL, pair, pull.startTime());
    addNumber(Metric.LAST_PULL_DURATION, pair, pull.durationSeconds());
    addNumber(Metric.LAST_PULL_BYTES, pair, pull.bytes());
    addNumber(Metric.LAST_PULL_FILES, pair, pull.files());
    addNumber(Metric.LAST_PULL_UNREADABLE, pair, pull.unreadable());
    addNumber(Metric.LAST_PULL_EXIT_CODE, pair, pull.exitCode());
  }

  private void addNumber(Metric metric, Labels labels, @Nullable Number number) {
    if (number != null) {
      points.add(metric, labels, number.doubleValue());
    }
  }

  private void addTime(Metric metric, Labels labels, @Nullable String time) {
    time(time).ifPresent(at -> points.add(metric, labels, at.getEpochSecond()));
  }

  private double ratio(Instant since, Duration maxAge) {
    return Duration.between(since, now).toSeconds() / (double) maxAge.toSeconds();
  }

  private static Optional<Instant> time(@Nullable String text) {
    return Optional.ofNullable(text).flatMap(Formats::time);
  }

  private static boolean matches(Pattern pattern, @Nullable String text) {
    return text != null && pattern.matcher(text).matches();
  }

  private static Collection<String> volumes(BackupAccessSpec spec) {
    return once(spec.volumes(), VolumeSpec::name).stream().map(VolumeSpec::name).toList();
  }

  /** The first with each name; names of keys have fewer letters than those of volumes. */
  private static <T> List<T> once(List<T> entries, Function<T, @Nullable String> name) {
    Set<String> names = new HashSet<>();
    return entries.stream()
        .filter(
            entry -> {
              String found = name.apply(entry);
              return found != null && Formats.isVolumeName(found) && names.add(found);
            })
        .toList();
  }

  private static <T> Map<String, T> byName(List<T> entries, Function<T, @Nullable String> name) {
    return once(entries, name).stream()
        .collect(Collectors.toMap(entry -> String.valueOf(name.apply(entry)), entry -> entry));
  }
}
