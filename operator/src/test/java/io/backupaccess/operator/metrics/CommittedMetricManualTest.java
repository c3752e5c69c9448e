package io.backupaccess.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommittedMetricManualTest {

  /** {@code make docs} sets it: the test then writes the page that it else compares. */
  private static final boolean UPDATE = Boolean.getBoolean("updateDocs");

  @Test
  void saysWhatTheTablesSay() throws IOException {
    Path committed = Path.of("../docs/metrics.md");
    if (UPDATE) {
      Files.writeString(committed, MetricManual.text());
    }
    assertThat(committed)
        .as("the tables of metrics changed: `make docs` brings the page up to date")
        .hasContent(MetricManual.text());
  }
}
