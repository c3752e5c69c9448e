package io.backupaccess.gateway.ssh;

import io.backupaccess.gatewayconfig.Refusal;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what is refused, and what ends, before a login. Between two reports it names a few sources,
 * each a few times, and counts the rest, so that no flood fills the log, and no one source hides
 * another.
 */
final class RefusalLog {
  /** How many sources are named between two reports. */
  static final int SOURCES = 10;

  /** How often each of them is; a connection offers as many keys by default. */
  static final int LINES_OF_SOURCE = 6;

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  /** Why a connection is refused. */
  enum Reason {
    CONNECTIONS(Refusal.CONNECTIONS, "too many connections"),
    SOURCE(Refusal.SOURCE, "too many connections of this source"),
    STARTUPS(Refusal.STARTUPS, "too many connections that have not logged in"),
    PENALTY(Refusal.PENALTY, "too many failures of this source"),
    PROXY(Refusal.PROXY, "no proper PROXY header of a trusted peer");

    private final Refusal counted;
    private final String text;

    Reason(Refusal counted, String text) {
      this.counted = counted;
      this.text = text;
    }
  }

  private final Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
  private final Map<Refusal, Long> totals = new EnumMap<>(Refusal.class);
  private long sourcesRefused;
  private final Named refused = new Named(1);
  private final Named penalized = new Named(LINES_OF_SOURCE);
  private final Named keys = new Named(LINES_OF_SOURCE);
  private final Named ends = new Named(LINES_OF_SOURCE);

  /** A connection is refused before a byte of it is read as SSH. */
  synchronized void refused(InetAddress source, Reason reason) {
    counts.merge(reason, 1, Integer::sum);
    totals.merge(reason.counted, 1L, Long::sum);
    if (refused.take(Source.of(source))) {
      LOG.atInfo()
          .addKeyValue("source", source.getHostAddress())
          .addKeyValue("reason", reason.text)
          .log("connection refused");
    }
  }

  /**
   * A connection ended, and no key of it was refused.
   *
   * @param how adds what is known of it
   */
  void ended(InetAddress source, UnaryOperator<LoggingEventBuilder> how) {
    if (mayName(ends, source)) {
      how.apply(LOG.atInfo().addKeyValue("source", source.getHostAddress()))
          .log("connection ended before a login");
    }
  }

  /** A source begins to be refused. */
  synchronized void penalized(InetAddress source) {
    sourcesRefused++;
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
  synchronized void keyRefused(
      InetAddress source, String user, String reason, UnaryOperator<LoggingEventBuilder> what) {
    totals.merge(Refusal.KEY, 1L, Long::sum);
    if (mayName(keys, source)) {
      what.apply(LOG.atInfo())
          .addKeyValue("source", source.getHostAddress())
          .addKeyValue("user", LoggedText.escaped(user))
          .addKeyValue("reason", reason)
          .log("key refused");
    }
  }

  /** How many connections and keys were refused. */
  synchronized Map<Refusal, Long> totals() {
    return Map.copyOf(totals);
  }

  /** How often a source began to be refused. */
  synchronized long sourcesRefused() {
    return sourcesRefused;
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
    refused.clear(); // all of those were counted
    int morePenalized = penalized.clear();
    int moreKeys = keys.clear();
    int moreEnds = ends.clear();
    if (morePenalized + moreKeys + moreEnds > 0) {
      // Clients that are killed end in numbers too, and nobody has to do anything about them.
      LOG.atLevel(morePenalized + moreKeys > 0 ? Level.WARN : Level.INFO)
          .addKeyValue("sources", morePenalized)
          .addKeyValue("keys", moreKeys)
          .addKeyValue("connections", moreEnds)
          .log("more refused than was logged");
    }
  }

  /** Who was named, and how often somebody was not. */
  private static final class Named {
    private final Map<Source, Integer> lines = new HashMap<>();
    private final int most;
    private int left;

    /** Names that many times. */
    Named(int most) {
      this.most = most;
    }

    boolean take(Source source) {
      int taken = lines.getOrDefault(source, 0);
      if (taken == most || (taken == 0 && lines.size() == SOURCES)) {
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
