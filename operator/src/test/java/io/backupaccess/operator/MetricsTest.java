package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GatewayCounters;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.kubeapi.Repository;
import io.backupaccess.operator.metrics.Scraped;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a scrape tells of resources, from the API server's objects and the gateways' words. */
@ExtendWith(KubeApiServerExtension.class)
class MetricsTest {

  private static final String FIRST = "1".repeat(32);
  private static final String SECOND = "2".repeat(32);

  private final AtomicReference<GatewayCounters> counters = new AtomicReference<>(sent(FIRST, 0));
  private final AtomicInteger asked = new AtomicInteger();
  private TestAccess test;

  @BeforeEach
  void start(KubeApiServer server) {
    test = new TestAccess(server);
  }

  @AfterEach
  void stop() {
    test.close();
  }

  private static GatewayCounters sent(String process, long bytes) {
    return new GatewayCounters(process, bytes, 10, 1, Map.of("key", 2L), 3, 4);
  }

  /** Answers with the counters that this test has set. */
  private PlayedGateway counting() {
    PlayedGateway well = test.cluster.wellBehaved();
    return (pod, token) -> {
      Optional<GatewayStatus> told =
          well.status(pod, token).map(status -> status.with(counters.get()));
      asked.incrementAndGet();
      return told;
    };
  }

  private Scraped scrape() {
    return Scraped.of(test.metrics);
  }

  private double value(String metric) {
    return scrape().value(metric, Map.of("access", "shop")).orElse(-1.0);
  }

  @Test
  void aPullIsToldWithItsKeyAndVolume() throws IOException {
    Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    try (PullingGateway gateway =
        new PullingGateway(test.cluster.wellBehaved(), () -> test.sequence("shop") > 0)) {
      gateway.pulled(start, 2);
      test.createReady("shop");
      test.cluster.gatewaysAnswer(gateway);
      test.change("shop", "{\"freshness\": {\"maxAge\": \"26h\"}}");
      test.awaitReason("shop", "Fresh", "Stale");

      Map<String, String> pair =
          Map.of(
              "namespace", test.namespace, "access", "shop", "key", "backup-host", "volume", "db");
      test.awaitUntil(
          () -> scrape().value("backupaccess_last_pull_timestamp_seconds", pair),
          Optional.of((double) start.getEpochSecond()));
      Scraped told = scrape();
      assertThat(told.value("backupaccess_last_pull_bytes", pair)).contains(1000.0);
      assertThat(told.value("backupaccess_last_pull_files", pair)).contains(3.0);
      assertThat(told.value("backupaccess_last_pull_unreadable_files", pair)).contains(2.0);
      assertThat(told.value("backupaccess_last_pull_exit_code", pair)).contains(23.0);
      assertThat(told.value("backupaccess_last_success_timestamp_seconds", pair)).isEmpty();
      assertThat(told.value("backupaccess_success_age_ratio", pair).orElseThrow())
          .as("of a resource that is minutes old at most")
          .isBetween(0.0, 0.01);
      assertThat(told.value("backupaccess_max_age_seconds", Map.of("access", "shop")))
          .contains(26 * 3600.0);
    }
  }

  @Test
  void onlyGrantedPairsOfKeyAndVolumeHaveSeries() {
    test.create(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: shop}
        spec:
          keys:
          - {name: one, publicKey: %s, grants: [{volume: db}]}
          volumes:
          - {name: db, claimName: data}
          - {name: files, claimName: files}
          - {name: restored, claimName: restored, mode: WriteOnly}
          freshness: {maxAge: 26h}
        """
            .formatted(TestAccess.KEY));
    String ratio = "backupaccess_success_age_ratio";
    test.awaitUntil(() -> scrape().count(ratio), 1L);
    assertThat(scrape().value(ratio, Map.of("key", "one", "volume", "db"))).isPresent();
    assertThat(scrape().count("backupaccess_volume_served")).isEqualTo(3);

    test.change(
        "shop",
        "{\"volumes\": [{\"name\": \"files\", \"claimName\": \"files\"}],"
            + " \"keys\": [{\"name\": \"one\", \"publicKey\": \""
            + TestAccess.KEY
            + "\","
            + " \"grants\": [{\"volume\": \"files\"}]}]}");
    test.awaitUntil(
        () -> scrape().value(ratio, Map.of("key", "one", "volume", "files")).isPresent(), true);
    assertThat(scrape().count(ratio)).isEqualTo(1);
  }

  @Test
  void theSeriesOfAResourceGoWithIt() {
    test.cluster.gatewaysAnswer(counting());
    test.createReady("shop");
    assertThat(scrape().text()).contains("access=\"shop\"");
    assertThat(value("backupaccess_host_key_created_timestamp_seconds")).isPositive();

    test.client.resource(test.get("shop")).delete();

    test.awaitUntil(() -> scrape().text().contains("access=\"shop\""), false);
    assertThat(scrape().value("backupaccess_resources", Map.of("ready", "True"))).contains(0.0);
  }

  @Test
  void anotherPodOfAGatewayResetsNoCounter() {
    counters.set(sent(FIRST, 1000));
    test.cluster.createBoundClaim("data");
    AtomicReference<String> first = new AtomicReference<>();
    PlayedGateway well = test.cluster.wellBehaved();
    test.cluster.gatewaysAnswer(
        (pod, token) ->
            well.status(pod, token)
                .map(
                    status ->
                        status.with(
                            first.get() == null || pod.uid().equals(first.get())
                                ? counters.get()
                                : sent(SECOND, 200))));
    test.create(TestAccess.simple("shop"));
    test.cluster.giveAddress("shop", "203.0.113.7");
    Pod pod = test.cluster.runPod("shop", "127.0.0.1");
    first.set(pod.getMetadata().getUid());
    String sent = "backupaccess_transfer_sent_bytes_total";
    test.awaitUntil(() -> value(sent), 1000.0);
    counters.set(sent(FIRST, 1500));
    test.awaitUntil(() -> value(sent), 1500.0);

    test.client.resource(pod).withGracePeriod(0).delete();
    test.cluster.runPod("shop", "127.0.0.1");

    test.awaitUntil(() -> value(sent), 1700.0);
    assertThat(value("backupaccess_logins_total")).isEqualTo(2);
    assertThat(value("backupaccess_sources_refused_total")).isEqualTo(6);
    assertThat(value("backupaccess_configuration_reloads_total")).isEqualTo(8);
    assertThat(scrape().value("backupaccess_refusals_total", Map.of("class", "key"))).contains(4.0);
    assertThat(scrape().value("backupaccess_refusals_total", Map.of("class", "proxy")))
        .contains(0.0);
  }

  @Test
  void anOperatorThatTakesOverCountsFromZeroAndTheOneBeforeTellsNothing() {
    counters.set(sent(FIRST, 1000));
    test.createReady("shop");
    test.cluster.gatewaysAnswer(counting());
    test.stopOperator();
    assertThat(scrape().text()).doesNotContain("access=");
    assertThat(scrape().value("backupaccess_operator_leader", Map.of())).contains(0.0);

    asked.set(0);
    test.startOperator();
    String sent = "backupaccess_transfer_sent_bytes_total";
    test.awaitUntil(() -> asked.get() > 0, true);
    assertThat(value(sent)).isZero();
    counters.set(sent(FIRST, 1001));
    test.awaitUntil(() -> value(sent), 1.0);
    assertThat(scrape().value("backupaccess_operator_leader", Map.of())).contains(1.0);
  }

  @Test
  void theOperatorsOwnWorkIsCounted() {
    test.createReady("shop");
    Scraped told = scrape();
    assertThat(told.count("operator_sdk_reconciliations_success_total")).isPositive();
    assertThat(told.count("backupaccess_operator_api_request_seconds_bucket")).isPositive();
    assertThat(told.value("backupaccess_operator_watches_running", Map.of("source", "claims")))
        .isEqualTo(told.value("backupaccess_operator_watches", Map.of("source", "claims")))
        .contains(1.0);
  }

  @Test
  void theManualHasEveryMetric() throws IOException {
    test.createReady("shop");
    String manual = Files.readString(Repository.path("docs/metrics.md"));
    assertThat(scrape().text().lines().filter(line -> line.startsWith("# TYPE")))
        .hasSizeGreaterThan(20)
        .map(line -> line.replaceAll("# TYPE (\\w+) .*", "`$1`"))
        .allSatisfy(name -> assertThat(manual).contains(name));
  }
}
