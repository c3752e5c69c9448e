package io.backupaccess.gateway.pull;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What the gateway of this process writes about its door, from now on. */
public final class GatewayLog implements AutoCloseable {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.backupaccess.gateway.ssh");

  /** The gateway's threads write while a test reads. */
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          events.add(event);
        }
      };

  public GatewayLog() {
    appender.start();
    LOG.addAppender(appender);
  }

  /** How many lines have this message. */
  public int count(String message) {
    return (int) lines(message).count();
  }

  /** What stands under this key in the lines with this message. */
  public List<String> values(String message, String key) {
    return lines(message)
        .flatMap(event -> event.getKeyValuePairs().stream())
        .filter(pair -> pair.key.equals(key))
        .map(pair -> String.valueOf(pair.value))
        .toList();
  }

  /** What the lines with this message say, by key. */
  List<Map<String, String>> fields(String message) {
    return lines(message)
        .map(
            event ->
                event.getKeyValuePairs().stream()
                    .collect(
                        Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value))))
        .toList();
  }

  /** All of those numbers together. */
  public int sum(String message, String key) {
    return values(message, key).stream().mapToInt(Integer::parseInt).sum();
  }

  private Stream<ILoggingEvent> lines(String message) {
    return events.stream().filter(event -> event.getMessage().equals(message));
  }

  @Override
  public void close() {
    LOG.detachAppender(appender);
  }
}
