package io.backupaccess.operator.metrics;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All metrics of this process: what is counted, and what is read off the operator that works in it,
 * while one does.
 */
public final class OperatorMetrics {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
  private final ApiRequests apiRequests = new ApiRequests(meters);
  private final ExpositionFormats formats = ExpositionFormats.init();
  private volatile @Nullable WorkingOperator working;

  public OperatorMetrics(java.time.Clock clock) {
    registry.register(new ResourceCollector(() -> Optional.ofNullable(working), clock));
  }

  /** Has the requests of a client of the API server timed. */
  public void time(HttpClient.Builder client) {
    client.addOrReplaceInterceptor(ApiRequests.NAME, apiRequests);
  }

  /** From now on this is the one that works. */
  public void begins(WorkingOperator operator) {
    working = operator;
  }

  /** It does not any more, and nothing is told of its resources. */
  public void ended(WorkingOperator operator) {
    if (working == operator) {
      working = null;
    }
  }

  /**
   * Takes all metrics as they are now, and the format to write them in.
   *
   * @param accept what a client says that it reads; null: nothing
   */
  public Scrape scrape(@Nullable String accept) {
    boolean open = accept != null && accept.contains("application/openmetrics-text");
    return new Scrape(
        open ? formats.getOpenMetricsTextFormatWriter() : formats.getPrometheusTextFormatWriter(),
        registry.scrape());
  }

  /** Metrics, and a format of Prometheus' for them. */
  public static final class Scrape {

    private final ExpositionFormatWriter writer;
    private final MetricSnapshots metrics;

    private Scrape(ExpositionFormatWriter writer, MetricSnapshots metrics) {
      this.writer = writer;
      this.metrics = metrics;
    }

    public String contentType() {
      return writer.getContentType();
    }

    public void write(OutputStream out) throws IOException {
      writer.write(out, metrics, EscapingScheme.UNDERSCORE_ESCAPING);
    }
  }
}
