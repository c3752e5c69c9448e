package io.backupaccess.operator.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One scrape, in the format of Prometheus. */
public record Scraped(String text) {

  private static final Pattern SERIES = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /** A series with its value. */
  public record Series(String name, Map<String, String> labels, double value) {}

  /** A scrape of this moment. */
  public static Scraped of(OperatorMetrics metrics) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      metrics.scrape(null).write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Scraped(out.toString(StandardCharsets.UTF_8));
  }

  /** All of it. */
  public List<Series> series() {
    return text.lines().filter(line -> !line.startsWith("#")).map(Scraped::read).toList();
  }

  private static Series read(String line) {
    Matcher parts = SERIES.matcher(line);
    if (!parts.matches()) {
      throw new AssertionError("no series: " + line);
    }
    Map<String, String> labels = new HashMap<>();
    Matcher label = LABEL.matcher(parts.group(2) == null ? "" : parts.group(2));
    while (label.find()) {
      labels.put(label.group(1), label.group(2));
    }
    return new Series(parts.group(1), labels, Double.parseDouble(parts.group(3)));
  }

  private Stream<Series> named(String name) {
    return series().stream().filter(one -> one.name().equals(name));
  }

  /** How many series the metric has. */
  public long count(String name) {
    return named(name).count();
  }

  /** The value of the metric's series with these labels, of which there is one at most. */
  public Optional<Double> value(String name, Map<String, String> labels) {
    List<Double> found =
        named(name)
            .filter(one -> one.labels().entrySet().containsAll(labels.entrySet()))
            .map(Series::value)
            .toList();
    if (found.size() > 1) {
      throw new AssertionError("several series of " + name + labels);
    }
    return found.stream().findFirst();
  }
}
