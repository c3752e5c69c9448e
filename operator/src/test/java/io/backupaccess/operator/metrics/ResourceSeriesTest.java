package io.backupaccess.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.exchange.Counted;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of a resource's words in labels and values. */
class ResourceSeriesTest {

  private static final Instant NOW = Instant.parse("2026-06-02T00:00:00Z");

  private static Scraped scrape(String... resources) {
    OperatorMetrics metrics = new OperatorMetrics(Clock.fixed(NOW, ZoneOffset.UTC));
    metrics.begins(
        new PlayedOperator(
            Stream.of(resources)
                .map(yaml -> Serialization.unmarshal(yaml, BackupAccess.class))
                .toList()));
    return Scraped.of(metrics);
  }

  /** An operator with these resources, and gateways that have counted nothing. */
  record PlayedOperator(List<BackupAccess> all) implements WorkingOperator {
    @Override
    public Stream<BackupAccess> resources() {
      return all.stream();
    }

    @Override
    public long runningTransfers(BackupAccess resource) {
      return 0;
    }

    @Override
    public Counted counted(BackupAccess resource) {
      return Counted.NOTHING;
    }

    @Override
    public Optional<Instant> hostKeyMade(BackupAccess resource) {
      return Optional.empty();
    }

    @Override
    public Map<String, Watches> watches() {
      return Map.of();
    }

    @Override
    public FrameworkMeters meters() {
      return new FrameworkMeters();
    }
  }

  @Test
  void theAgeOfTheLastSuccessIsMeasuredAgainstWhatTheOwnerAllows() {
    Scraped told =
        scrape(
            """
            metadata: {name: shop, namespace: tenant, creationTimestamp: "2026-06-01T12:00:00Z"}
            spec:
              keys:
              - {name: one, grants: [{volume: db}, {volume: files}]}
              - {name: old, grants: [{volume: "*"}], expirationTime: "2026-06-01T23:00:00Z"}
              volumes: [{name: db}, {name: files}]
              freshness: {maxAge: 24h}
            status:
              keys:
              - name: one
                volumes: [{name: db, lastSuccessTime: "2026-05-31T00:00:00Z"}]
            """);
    String ratio = "backupaccess_success_age_ratio";
    assertThat(told.value(ratio, Map.of("key", "one", "volume", "db"))).contains(2.0);
    assertThat(told.value(ratio, Map.of("key", "one", "volume", "files")))
        .as("none yet: since the resource was made")
        .contains(0.5);
    assertThat(told.count(ratio)).as("an expired key owes nothing").isEqualTo(2);
    assertThat(told.value("backupaccess_key_expiration_timestamp_seconds", Map.of("key", "old")))
        .contains((double) Instant.parse("2026-06-01T23:00:00Z").getEpochSecond());
  }

  @Test
  void aStatusThatTellsOfWhatIsNotGrantedHasNoSeriesForIt() {
    Scraped told =
        scrape(
            """
            metadata: {name: shop, namespace: tenant}
            spec:
              keys: [{name: one, grants: [{volume: db}]}]
              volumes: [{name: db}, {name: files}]
            status:
              keys:
              - name: one
                volumes:
                - {name: db, lastSuccessTime: "2026-05-31T00:00:00Z"}
                - {name: files, lastSuccessTime: "2026-05-31T00:00:00Z"}
                - {name: gone, lastSuccessTime: "2026-05-31T00:00:00Z"}
              - name: former
                volumes: [{name: db, lastSuccessTime: "2026-05-31T00:00:00Z"}]
            """);
    assertThat(told.count("backupaccess_last_success_timestamp_seconds")).isEqualTo(1);
  }

  @Test
  void whatSomebodyElseWroteIntoAStatusIsNoLabel() {
    Scraped told =
        scrape(
            """
            metadata: {name: shop, namespace: tenant}
            spec:
              keys: [{name: one, grants: [{volume: db}]}]
              volumes: [{name: db}]
            status:
              conditions:
              - {type: Ready, status: "True", reason: Ready}
              - {type: Ready, status: "False", reason: Twice}
              - {type: Mine, status: "True", reason: Any}
              - {type: Fresh, status: "yes", reason: Fresh}
              - {type: Accepted, status: "False", reason: "/etc/passwd 203.0.113.9"}
              volumes:
              - {name: db, served: true, place: {podName: p, nodeName: "not a node"}}
            """);
    assertThat(told.count("backupaccess_condition")).isEqualTo(1);
    assertThat(told.text()).doesNotContain("passwd", "203.0.113.9", "not a node", "Mine");
    assertThat(told.value("backupaccess_volume_served", Map.of("volume", "db"))).contains(1.0);
  }

  @Test
  void aNameThatOccursTwiceCostsNoScrape() {
    Scraped told =
        scrape(
            """
            metadata: {name: shop, namespace: tenant}
            spec:
              keys: [{name: one, grants: [{volume: "*"}]}, {name: one, grants: [{volume: "*"}]}]
              volumes: [{name: db}, {name: db}]
              freshness: {maxAge: 24h}
            """,
            """
            metadata: {name: empty, namespace: tenant}
            """);
    assertThat(told.count("backupaccess_key_accepted")).isEqualTo(1);
    assertThat(told.count("backupaccess_logins_total")).isEqualTo(2);
    assertThat(told.value("backupaccess_resources", Map.of("ready", "Unknown"))).contains(2.0);
  }

  /** 1000 resources with four pairs of key and volume each, all of them pulled. */
  static List<BackupAccess> many() {
    return IntStream.range(0, 1000)
        .mapToObj(
            i ->
                Serialization.unmarshal(
                    """
                    metadata: {name: access-%d, namespace: tenant, creationTimestamp: "2026-06-01T12:00:00Z"}
                    spec:
                      keys: [{name: one, grants: [{volume: "*"}]}, {name: two, grants: [{volume: "*"}]}]
                      volumes: [{name: db}, {name: files}]
                      freshness: {maxAge: 24h}
                    status:
                      conditions:
                      - {type: Ready, status: "True", reason: Ready}
                      - {type: Fresh, status: "True", reason: Fresh}
                      keys:
                      - {name: one, reason: Accepted, volumes: [%2$s]}
                      - {name: two, reason: Accepted, volumes: [%2$s]}
                    """
                        .formatted(i, pulled("db") + ", " + pulled("files")),
                    BackupAccess.class))
        .toList();
  }

  private static String pulled(String volume) {
    String time = "2026-06-01T23:00:00Z";
    return """
        {name: %s, lastSuccessTime: "%s", lastPull: {startTime: "%s", durationSeconds: 1, bytes: 1, files: 1, unreadable: 0, exitCode: 0}}"""
        .formatted(volume, time, time);
  }

  @Test
  void aThousandResourcesAreFiftyThousandSeriesEachOfThemOnce() {
    OperatorMetrics metrics = new OperatorMetrics(Clock.fixed(NOW, ZoneOffset.UTC));
    metrics.begins(new PlayedOperator(many()));
    assertThat(Scraped.of(metrics).text().lines().filter(line -> !line.startsWith("#")))
        .hasSizeGreaterThan(50_000)
        .doesNotHaveDuplicates();
  }
}
