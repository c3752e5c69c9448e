package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.KeyStatus;
import io.backupaccess.api.v1alpha1.KeyVolumeStatus;
import io.backupaccess.api.v1alpha1.PullRecordsStatus;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.PullPage.Entry;
import io.backupaccess.gatewayconfig.PullRecord;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.PullReport;
import io.backupaccess.operator.observe.PullReport.Told;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A resource whose key {@code host} may read {@code db}, and {@code other} {@code media}, too. */
final class PullCase {

  static final Instant NOW = Instant.parse("2026-11-26T18:00:00Z");
  static final Instant YESTERDAY = NOW.minus(Duration.ofHours(25));
  static final String JOURNAL = "a".repeat(32);
  static final String OTHER_JOURNAL = "b".repeat(32);

  /** Nothing runs. */
  static final PullReport NONE = PullReport.NOTHING;

  final BackupAccess access =
      new KubernetesSerialization()
          .unmarshal(
              """
              apiVersion: backupaccess.io/v1alpha1
              kind: BackupAccess
              metadata: {name: shop, namespace: n, uid: u, creationTimestamp: "2026-11-01T00:00:00Z"}
              spec:
                keys:
                - {name: host, publicKey: x, grants: [{volume: db}]}
                - {name: other, publicKey: y, grants: [{volume: "*"}]}
                volumes:
                - {name: db, claimName: data}
                - {name: media, claimName: media}
              """,
              BackupAccess.class);

  static PullRecord pull(
      String key, Instant start, @Nullable Long unreadable, int exitCode, boolean completed) {
    return record(key, "db", List.of("db"), start, unreadable, exitCode, completed);
  }

  static PullRecord good(Instant start) {
    return pull("host", start, 0L, 0, true);
  }

  static PullRecord record(
      String key,
      String volume,
      List<String> wholeVolumes,
      Instant start,
      @Nullable Long unreadable,
      int exitCode,
      boolean completed) {
    return new PullRecord(
        key,
        "SHA256:" + "x".repeat(43),
        "203.0.113.7",
        List.of(volume),
        wholeVolumes,
        start,
        2.4,
        1000,
        3,
        unreadable,
        exitCode,
        completed);
  }

  static PullPage page(String journal, long acknowledged, long lost, PullRecord... pulls) {
    List<Entry> entries = new ArrayList<>();
    for (PullRecord pull : pulls) {
      entries.add(new Entry(acknowledged + entries.size() + 1, pull));
    }
    return new PullPage(journal, acknowledged, lost, 0, entries);
  }

  /** What the pod of this name tells, which mounts these claims. */
  static Told told(String pod, PullPage page, String... claims) {
    return new Told(
        new GatewayPod(
            pod, pod, "", "n", "10.0.0.1", List.of(), true, null, null, Set.of(claims), Map.of()),
        page);
  }

  /** The gateway's only pod tells this. */
  static PullReport report(PullPage page) {
    return report(told("p", page, "data", "media"));
  }

  static PullReport report(PullRecord... pulls) {
    return report(page(JOURNAL, 0, 0, pulls));
  }

  static PullReport report(Told... told) {
    List<String> pods = List.of(told).stream().map(one -> one.pod().name()).toList();
    return new PullReport(List.of(told), Set.copyOf(pods), false, Set.of());
  }

  PullHistory history(PullReport report) {
    return PullHistory.of(access, report, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /** As the operator does in a turn: what comes of it is all that the next one knows. */
  PullHistory keep(PullReport report) {
    PullHistory history = history(report);
    List<KeyStatus> keys =
        access.getSpec().keys().stream()
            .map(key -> new KeyStatus(key.name(), null, null, history.volumes(key.name())))
            .toList();
    List<VolumeStatus> volumes =
        access.getSpec().volumes().stream()
            .map(
                volume ->
                    new VolumeStatus(
                        volume.name(), volume.claimName(), true, null, null, null, null, null))
            .toList();
    access.setStatus(status(keys, volumes, history.lastPull(), history.records()));
    return history;
  }

  static BackupAccessStatus status(
      List<KeyStatus> keys,
      List<VolumeStatus> volumes,
      @Nullable String lastPull,
      @Nullable PullRecordsStatus records) {
    return new BackupAccessStatus(
        1L, null, null, null, null, null, null, keys, null, volumes, lastPull, records, null, null);
  }

  /** What {@code host} has pulled of {@code db}. */
  static KeyVolumeStatus only(PullHistory history) {
    List<KeyVolumeStatus> volumes = history.volumes("host");
    if (volumes.size() != 1) {
      throw new AssertionError(volumes);
    }
    return volumes.getFirst();
  }
}
