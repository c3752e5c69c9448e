package io.backupaccess.operator.metrics;

import io.backupaccess.operator.metrics.Metric.Of;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The points of one scrape. */
final class Points {

  private static final Map<Of, String[]> NAMES = new EnumMap<>(Of.class);

  static {
    for (Of of : Of.values()) {
      NAMES.put(of, of.labels().toArray(String[]::new));
    }
  }

  private record Point(Labels labels, double value) {}

  private final Map<Metric, List<Point>> points = new EnumMap<>(Metric.class);

  /** Made once for all metrics that are of the same. */
  static Labels labels(Of of, String... values) {
    return Labels.of(NAMES.get(of), values);
  }

  void add(Metric metric, Labels labels, double value) {
    points.computeIfAbsent(metric, _ -> new ArrayList<>()).add(new Point(labels, value));
  }

  /** Above 2^53 it is near enough. */
  void add(Metric metric, Labels labels, long value) {
    add(metric, labels, (double) value);
  }

  Stream<MetricSnapshot> snapshots() {
    return points.entrySet().stream().map(entry -> snapshot(entry.getKey(), entry.getValue()));
  }

  private static MetricSnapshot snapshot(Metric metric, List<Point> points) {
    return switch (metric.type()) {
      case GAUGE ->
          new GaugeSnapshot(
              metric.metadata(),
              points.stream()
                  .map(point -> new GaugeDataPointSnapshot(point.value(), point.labels(), null))
                  .toList());
      case COUNTER ->
          new CounterSnapshot(
              metric.metadata(),
              points.stream()
                  .map(
                      point -> new CounterDataPointSnapshot(point.value(), point.labels(), null, 0))
                  .toList());
    };
  }
}
