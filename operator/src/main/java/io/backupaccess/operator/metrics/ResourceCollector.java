package io.backupaccess.operator.metrics;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.BackupAccessStatus.ConditionType;
import io.backupaccess.gatewayconfig.Refusal;
import io.backupaccess.operator.exchange.Counted;
import io.backupaccess.operator.metrics.Metric.Of;
import io.fabric8.kubernetes.api.model.Condition;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what the working operator knows, at each scrape anew; one that stands by knows nothing. */
final class ResourceCollector implements MultiCollector {

  private static final List<String> STATUSES = List.of("True", "False", "Unknown");

  private final Supplier<Optional<WorkingOperator>> working;
  private final Clock clock;

  ResourceCollector(Supplier<Optional<WorkingOperator>> working, Clock clock) {
    this.working = working;
    this.clock = clock;
  }

  @Override
  public MetricSnapshots collect() {
    Points points = new Points();
    Optional<WorkingOperator> operator = working.get();
    points.add(Metric.LEADER, Labels.EMPTY, operator.isPresent() ? 1 : 0);
    operator.ifPresent(one -> collect(one, points));
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    points.snapshots().forEach(all::metricSnapshot);
    operator.ifPresent(one -> one.meters().snapshots().forEach(all::metricSnapshot));
    return all.build();
  }

  private void collect(WorkingOperator operator, Points points) {
    ResourceSeries series = new ResourceSeries(points, clock.instant());
    Map<String, Integer> ready = new LinkedHashMap<>();
    STATUSES.forEach(status -> ready.put(status, 0));
    operator
        .resources()
        .forEach(
            resource -> {
              series.add(resource);
              addCounts(operator, resource, points);
              ready.merge(ready(resource), 1, Integer::sum);
            });
    ready.forEach(
        (status, count) -> points.add(Metric.RESOURCES, Points.labels(Of.READY, status), count));
    operator
        .watches()
        .forEach(
            (source, watches) -> {
              Labels labels = Points.labels(Of.WATCH, source);
              points.add(Metric.WATCHES, labels, watches.all());
              points.add(Metric.WATCHES_RUNNING, labels, watches.running());
            });
  }

  private static void addCounts(WorkingOperator operator, BackupAccess resource, Points points) {
    String namespace = resource.getMetadata().getNamespace();
    String access = resource.getMetadata().getName();
    Labels labels = Points.labels(Of.ACCESS, namespace, access);
    Counted counted = operator.counted(resource);
    points.add(Metric.RUNNING_TRANSFERS, labels, operator.runningTransfers(resource));
    points.add(Metric.SENT, labels, counted.bytesSent());
    points.add(Metric.RECEIVED, labels, counted.bytesReceived());
    points.add(Metric.LOGINS, labels, counted.logins());
    points.add(Metric.SOURCES_REFUSED, labels, counted.sourcesRefused());
    points.add(Metric.RELOADS, labels, counted.reloads());
    for (Refusal refusal : Refusal.values()) {
      points.add(
          Metric.REFUSALS,
          Points.labels(Of.REFUSAL, namespace, access, refusal.label()),
          counted.refusals().getOrDefault(refusal, 0L));
    }
    operator
        .hostKeyMade(resource)
        .ifPresent(at -> points.add(Metric.HOST_KEY_CREATED, labels, at.getEpochSecond()));
  }

  private static String ready(BackupAccess resource) {
    return Optional.ofNullable(resource.getStatus()).stream()
        .map(BackupAccessStatus::conditions)
        .flatMap(List::stream)
        .filter(condition -> ConditionType.READY.equals(condition.getType()))
        .map(Condition::getStatus)
        .filter(STATUSES::contains)
        .findFirst()
        .orElse("Unknown");
  }
}
