package io.backupaccess.gateway.ssh;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Counts connections refused before a login, and logs the counts together. */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  enum Reason {
    CONNECTIONS,
    SOURCE,
    STARTUPS,
    PENALTY,
    PROXY
  }

  private final Map<Reason, Integer> counts = new EnumMap<>(Reason.class);

  synchronized void count(Reason reason) {
    counts.merge(reason, 1, Integer::sum);
  }

  /** Logs what was counted since the last call, if anything was. To be called now and then. */
  synchronized void report() {
    if (counts.isEmpty()) {
      return;
    }
    LoggingEventBuilder line = LOG.atWarn();
    for (Map.Entry<Reason, Integer> count : counts.entrySet()) {
      line = line.addKeyValue(count.getKey().name().toLowerCase(Locale.ROOT), count.getValue());
    }
    counts.clear();
    line.log("connections refused");
  }
}
