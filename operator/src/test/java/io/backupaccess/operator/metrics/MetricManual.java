package io.backupaccess.operator.metrics;

import static java.util.stream.Collectors.joining;

import io.backupaccess.gatewayconfig.Refusal;
import io.backupaccess.operator.metrics.Metric.Of;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Writes the manual's page of metrics from the tables that a scrape is made from. */
public final class MetricManual {

  private static final String INTRODUCTION =
      """
      # Metrics

      The operator tells of itself and of all gateways at `GET /metrics`, on a port of its own (`metrics.port` of the chart,
      `METRICS_PORT` of the program), in the formats of OpenMetrics and Prometheus. A gateway has no port for metrics.
      `make docs` writes the tables of this page from the code.

      * **Who may read it** says `metrics.from` of the chart: it names the peers that the NetworkPolicy admits.
        `metrics.serviceMonitor.enabled` or `metrics.podMonitor.enabled` makes what the Prometheus operator reads.
      * **Labels**: `namespace` and `access` name the resource. They would clash with the labels that Prometheus gives to the
        operator's pod, so scrape with `honorLabels: true`; both monitors of the chart do. No label holds a path, an address
        or a user name.
      * **Series come and go with the resource**: each scrape reads the resources as the operator knows them at that moment.
      * **Of several operators only the one that works tells of resources.** `backupaccess_operator_leader` says which one
        that is.
      * **Gauges of pulls come from the status of the resource**, so a new operator knows them. Counters begin at 0 with each
        operator that begins to work, which `rate` and `increase` of Prometheus expect; another pod of a gateway resets none.
        The operator hears of counts half a minute late at most.
      * **A scrape is cheap**: 1,000 resources with four pairs of key and volume each, more than 50,000 series, took 0.2
        seconds, and 0.45 for the first scrape, on two cores and with the operator's heap of 128 MiB. Two scrapes at once are
        answered; others are told to come again (503).
      """;

  private static final String REFUSALS =
      """

      ## Classes of refusals

      | class | what is refused |
      |---|---|
      """;

  private static final Map<Refusal, String> CLASSES =
      Map.of(
          Refusal.CONNECTIONS, "a connection: the gateway has too many",
          Refusal.SOURCE, "a connection: its source has too many",
          Refusal.STARTUPS, "a connection: too many have not logged in yet",
          Refusal.PENALTY, "a connection: its source failed too often",
          Refusal.PROXY, "a connection without a PROXY header of a trusted peer",
          Refusal.KEY, "a key or certificate that is not accepted; a client may offer several",
          Refusal.TRANSFERS, "a transfer: its key, or the gateway, has too many",
          Refusal.COMMAND, "a command that its key does not allow, or that nobody may give");

  private static final String FRAMEWORK =
      """

      ## Of the operator's own work

      Those that begin with `operator_sdk` are the ones of the [Java Operator SDK](https://javaoperatorsdk.io), counted while
      an operator works.

      | metric | type | labels | what it says |
      |---|---|---|---|
      """;

  private MetricManual() {}

  static String text() {
    return INTRODUCTION
        + table("Of each key and volume", of -> of == Of.PAIR)
        + table("Of each resource", of -> of.labels().contains("access") && of != Of.PAIR)
        + REFUSALS
        + Arrays.stream(Refusal.values())
            .map(each -> "| `%s` | %s |\n".formatted(each.label(), CLASSES.get(each)))
            .collect(joining())
        + FRAMEWORK
        + rows(of -> !of.labels().contains("access"))
        + Arrays.stream(FrameworkMetric.values())
            .map(each -> row(each.metricName(), each.type(), each.labels(), each.help()))
            .collect(joining());
  }

  private static String table(String title, Predicate<Of> which) {
    return "\n## %s\n\n| metric | type | labels | what it says |\n|---|---|---|---|\n"
            .formatted(title)
        + rows(which);
  }

  private static String rows(Predicate<Of> which) {
    return Arrays.stream(Metric.values())
        .filter(metric -> which.test(metric.of()))
        .map(
            metric ->
                row(
                    metric.metricName(),
                    metric.type().name().toLowerCase(Locale.ROOT),
                    String.join(" ", metric.of().labels()),
                    metric.help()))
        .collect(joining());
  }

  private static String row(String name, String type, String labels, String help) {
    String words =
        Arrays.stream(labels.split(" "))
            .filter(label -> !label.isEmpty())
            .map(label -> "`" + label + "`")
            .collect(joining(", "));
    return "| `%s` | %s | %s | %s |\n".formatted(name, type, words, help);
  }
}
