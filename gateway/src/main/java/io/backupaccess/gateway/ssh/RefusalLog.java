package io.backupaccess.gateway.ssh;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what is refused before a login. Between two reports it names a few sources, each a few
 * times, and counts the rest, so that no flood fills the log, and no one source hides another.
 */
final class RefusalLog {
  /** How many sources are named between two reports. */
  static final int SOURCES = 10;

  /** How often each of them is; a connection offers as many keys by default. */
  static final int LINES_OF_SOURCE = 6;

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  /** Why a connection is refused. */
  enum Reason {
    CONNECTIONS,
    SOURCE,
    STARTUPS,
    PENALTY,
    PROXY
  }

  private final Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
  private final Named penalized = new Named();
  private final Named keys = new Named();

  synchronized void count(Reason reason) {
    counts.merge(reason, 1, Integer::sum);
  }

  /** A source begins to be refused. */
  void penalized(InetAddress source) {
    if (mayName(penalized, source)) {
      LOG.atWarn()
          .addKeyValue("source", source.getHostAddress())
          .log("source refused for a while: too many failures");
    }
  }

  /**
   * A key, or a certificate, does not log in.
   *
   * @param what adds which
   */
  void keyRefused(
      InetAddress source, String user, String reason, UnaryOperator<LoggingEventBuilder> what) {
    if (mayName(keys, source)) {
      what.apply(LOG.atInfo())
          .addKeyValue("source", source.getHostAddress())
          .addKeyValue("user", PeerText.escaped(user))
          .addKeyValue("reason", reason)
          .log("key refused");
    }
  }

  private synchronized boolean mayName(Named named, InetAddress source) {
    return named.take(Source.of(source));
  }

  /** Logs what was counted since the last call, if anything was. To be called now and then. */
  synchronized void report() {
    if (!counts.isEmpty()) {
      LoggingEventBuilder line = LOG.atWarn();
      for (Map.Entry<Reason, Integer> count : counts.entrySet()) {
        line = line.addKeyValue(count.getKey().name().toLowerCase(Locale.ROOT), count.getValue());
      }
      counts.clear();
      line.log("connections refused");
    }
    int morePenalized = penalized.clear();
    int moreKeys = keys.clear();
    if (morePenalized + moreKeys > 0) {
      LOG.atWarn()
          .addKeyValue("sources", morePenalized)
          .addKeyValue("keys", moreKeys)
          .log("more refused than was logged");
    }
  }

  /** Who was named, and how often somebody was not. */
  private static final class Named {
    private final Map<Source, Integer> lines = new HashMap<>();
    private int left;

    boolean take(Source source) {
      int taken = lines.getOrDefault(source, 0);
      if (taken == LINES_OF_SOURCE || (taken == 0 && lines.size() == SOURCES)) {
        left++;
        return false;
      }
      lines.put(source, taken + 1);
      return true;
    }

    /** Begins anew, and tells how many were left out. */
    int clear() {
      int count = left;
      left = 0;
      lines.clear();
      return count;
    }
  }
}
