package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backupaccess.gatewayconfig.GatewayCounters;
import io.backupaccess.kubeapi.FreePort;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.kubeapi.Repository;
import io.backupaccess.operator.metrics.MetricsServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard's queries, asked of a Prometheus that scrapes an operator. */
@ExtendWith(KubeApiServerExtension.class)
class DashboardTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DASHBOARD = Repository.path("helm/backup-access/files/dashboard.json");

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private TestAccess test;
  private PullingGateway gateway;
  private MetricsServer metrics;
  private Process prometheus;
  private int port;

  @BeforeEach
  void start(KubeApiServer server) throws IOException {
    test = new TestAccess(server);
    PlayedGateway well = test.cluster.wellBehaved();
    GatewayCounters counters =
        new GatewayCounters("1".repeat(32), 1000, 10, 1, Map.of("key", 2L), 1, 1);
    gateway =
        new PullingGateway(
            (pod, token) -> well.status(pod, token).map(status -> status.with(counters)),
            () -> test.sequence("shop") > 0);
    metrics = new MetricsServer(0, test.metrics);
    port = FreePort.any();
    prometheus = startPrometheus();
  }

  private Process startPrometheus() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s}
            rule_files: [%s]
            scrape_configs:
            - job_name: operator
              honor_labels: true
              static_configs: [{targets: ["127.0.0.1:%d"]}]
            """
                .formatted(
                    Repository.path("helm/backup-access/files/alerts.yaml"), metrics.port()));
    return new ProcessBuilder(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  @AfterEach
  void stop() throws Exception {
    prometheus.destroyForcibly().waitFor();
    metrics.close();
    gateway.close();
    test.close();
    http.close();
  }

  @Test
  void everyQueryReturnsData() throws Exception {
    gateway.pulled(Instant.now().truncatedTo(ChronoUnit.SECONDS), 0);
    test.cluster.createBoundClaim("data", "ReadWriteOnce");
    test.cluster.gatewaysAnswer(gateway);
    test.create(
        TestAccess.simple("shop")
                .replace(
                    "grants: [{volume: db}]",
                    "grants: [{volume: db}]\n    expirationTime: \"2100-01-01T00:00:00Z\"")
            + "  freshness: {maxAge: 26h}\n");
    test.cluster.giveAddress("shop", "203.0.113.7");
    test.cluster.bindPod("shop", "node");
    test.cluster.runPod("shop", "127.0.0.1");
    test.awaitReason("shop", "Fresh", "Fresh");
    test.await("shop", status -> status.volumes().getFirst().place() != null);

    List<String> queries = queries();
    assertThat(queries).hasSizeGreaterThan(30);
    for (String query : queries) {
      test.awaitUntil(() -> returnsData(query), true);
    }
  }

  private static List<String> queries() throws IOException {
    return items(JSON.readTree(DASHBOARD.toFile()).get("panels"))
        .filter(panel -> panel.has("targets"))
        .flatMap(panel -> items(panel.get("targets")))
        .map(target -> target.get("expr").asText())
        .toList();
  }

  private static Stream<JsonNode> items(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  /** Asks as Grafana does, with its variables replaced. */
  private boolean returnsData(String query) {
    String asked =
        query
            .replace("$namespace", test.namespace)
            .replace("$access", "shop")
            .replace("$__rate_interval", "1m");
    JsonNode answer =
        ask("/api/v1/query?query=" + URLEncoder.encode(asked, StandardCharsets.UTF_8));
    assertThat(answer.path("error").asText()).as(asked).isEmpty();
    return !answer.at("/data/result").isEmpty();
  }

  private JsonNode ask(String path) {
    try {
      return JSON.readTree(
          http.send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                  BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      // It is about to start; `awaitUntil` asks again.
      return JSON.createObjectNode();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
