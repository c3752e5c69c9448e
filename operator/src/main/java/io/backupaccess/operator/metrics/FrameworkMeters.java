package io.backupaccess.operator.metrics;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * Turns of the reconcile loop, failures and queue, as the framework counts them: for each term of
 * an operator anew, because its gauges belong to the controller that registered them.
 */
public final class FrameworkMeters {

  /** There is one controller, of one type of resource. */
  private static final String[] SAME_ALWAYS = {
    "group",
    "version",
    "kind",
    "scope",
    "controller",
    "resource.group",
    "resource.version",
    "resource.kind",
    "resource.scope",
    "reconciliations.retries.last"
  };

  /** It grows for as long as a resource fails. */
  private static final String RETRIES = "reconciliations.retries.number";

  private static final MeterFilter FEW_BUCKETS =
      new MeterFilter() {
        @Override
        public DistributionStatisticConfig configure(
            Meter.Id id, DistributionStatisticConfig config) {
          return DistributionStatisticConfig.builder()
              .percentilesHistogram(false)
              .serviceLevelObjectives(1e7, 5e7, 2e8, 1e9, 5e9, 3e10)
              .build()
              .merge(config);
        }
      };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Metrics metrics;

  public FrameworkMeters() {
    MeterRegistry meters =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
    meters
        .config()
        .meterFilter(MeterFilter.ignoreTags(SAME_ALWAYS))
        .meterFilter(
            MeterFilter.replaceTagValues(RETRIES, number -> "0".equals(number) ? "0" : "1+"))
        .meterFilter(FEW_BUCKETS);
    metrics = MicrometerMetrics.withoutPerResourceMetrics(meters);
  }

  /** For the framework. */
  public Metrics metrics() {
    return metrics;
  }

  MetricSnapshots snapshots() {
    return registry.scrape();
  }
}
