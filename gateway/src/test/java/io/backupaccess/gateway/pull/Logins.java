package io.backupaccess.gateway.pull;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The logins that the gateway of this process reports in its log. */
final class Logins implements AutoCloseable {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.backupaccess.gateway.ssh");

  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  Logins() {
    events.start();
    LOG.addAppender(events);
  }

  List<String> ciphers() {
    return List.copyOf(events.list).stream()
        .filter(event -> event.getMessage().equals("login"))
        .flatMap(event -> event.getKeyValuePairs().stream())
        .filter(pair -> pair.key.equals("cipher"))
        .map(pair -> String.valueOf(pair.value))
        .toList();
  }

  @Override
  public void close() {
    LOG.detachAppender(events);
  }
}
