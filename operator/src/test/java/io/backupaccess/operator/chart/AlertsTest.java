package io.backupaccess.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.backupaccess.kubeapi.Repository;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts, by Prometheus' own tool, and what the chart makes of them. */
class AlertsTest {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Path ALERTS = Repository.path("helm/backup-access/files/alerts.yaml");
  private static final Path RUNBOOKS = Repository.path("docs/runbooks");
  private static final Path TESTS = Path.of("src/test/resources/alerts/alerts-test.yaml");

  @TempDir private Path folder;

  private static Stream<JsonNode> items(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static List<JsonNode> alerts() throws IOException {
    return items(YAML.readTree(ALERTS.toFile()).get("groups"))
        .flatMap(group -> items(group.get("rules")))
        .toList();
  }

  private static List<String> names() throws IOException {
    return alerts().stream().map(alert -> alert.get("alert").asText()).toList();
  }

  private String promtool(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void eachFiresWhereItShouldAndIsQuietWhereItShould() throws Exception {
    Files.copy(ALERTS, folder.resolve("alerts.yaml"));
    Files.copy(TESTS, folder.resolve("test.yaml"));
    assertThat(promtool("test", "rules", "test.yaml")).contains("SUCCESS");
    assertThat(
            items(YAML.readTree(TESTS.toFile()).get("tests")).map(one -> one.get("name").asText()))
        .containsExactlyInAnyOrderElementsOf(
            names().stream()
                .flatMap(name -> Stream.of(name + " fires", name + " is quiet"))
                .toList());
  }

  @Test
  void eachHasARunbookAndEachRunbookAnAlert() throws IOException {
    for (JsonNode alert : alerts()) {
      assertThat(Repository.path(alert.at("/annotations/runbook").asText()))
          .content()
          .startsWith("# " + alert.get("alert").asText() + "\n")
          .contains("## What it means", "## What to look at", "## What to do", "kubectl");
    }
    try (Stream<Path> pages = Files.list(RUNBOOKS)) {
      assertThat(pages).hasSameSizeAs(alerts());
    }
  }

  @Test
  void theManualListsEach() throws IOException {
    String manual = Files.readString(Repository.path("docs/operations.md"));
    for (JsonNode alert : alerts()) {
      String page = alert.at("/annotations/runbook").asText().replace("docs/", "");
      assertThat(manual)
          .contains(
              "| [`%s`](%s) | %s |"
                  .formatted(
                      alert.get("alert").asText(), page, alert.at("/labels/severity").asText()));
    }
  }

  @Test
  void theChartMakesTheSameRulesOfThem() throws IOException {
    JsonNode made =
        YAML.valueToTree(
            rules(Map.of("metrics.rules.enabled", true)).getAdditionalProperties().get("spec"));
    assertThat(made).isEqualTo(YAML.readTree(ALERTS.toFile()));
    assertThat(RenderedChart.with(Map.of()).all(GenericKubernetesResource.class)).isEmpty();
  }

  @Test
  void whereTheRunbooksAreIsAddedToEach() {
    assertThat(
            String.valueOf(
                rules(
                        Map.of(
                            "metrics.rules.enabled",
                            true,
                            "metrics.rules.runbookUrl",
                            "https://wiki.example.com/runbooks/"))
                    .getAdditionalProperties()))
        .contains("runbook_url=https://wiki.example.com/runbooks/backup-overdue.md");
  }

  private static GenericKubernetesResource rules(Map<String, Object> values) {
    return RenderedChart.with(values).only(GenericKubernetesResource.class);
  }
}
