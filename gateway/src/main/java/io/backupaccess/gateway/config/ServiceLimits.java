package io.backupaccess.gateway.config;

import io.backupaccess.gatewayconfig.LimitsConfig;
import io.backupaccess.gatewayconfig.LimitsConfig.PenaltiesConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What peers may take, checked.
 *
 * @param connections connections at once
 * @param connectionsPerSource connections at once from one source
 * @param maxStartups connections at once whose peers have not logged in
 * @param loginGraceTime how long a peer has for logging in
 * @param maxAuthTries keys that a connection may offer
 * @param maxSessions channels at once on a connection
 * @param connectionsPerKey connections at once that one key has logged in
 * @param transfers transfers and SFTP sessions at once
 * @param transfersPerKey those of one key
 * @param penalties for how long a source that failed is refused
 */
public record ServiceLimits(
    int connections,
    int connectionsPerSource,
    MaxStartups maxStartups,
    Duration loginGraceTime,
    int maxAuthTries,
    int maxSessions,
    int connectionsPerKey,
    int transfers,
    int transfersPerKey,
    Penalties penalties) {
  private static final String FIELD = "server.limits.";
  private static final int MOST = 100_000;
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final LimitsConfig DEFAULTS =
      new LimitsConfig(null, null, null, null, null, null, null, null, null, null);

  static ServiceLimits of(@Nullable LimitsConfig given) throws BadEntryException {
    LimitsConfig config = Objects.requireNonNullElse(given, DEFAULTS);
    return new ServiceLimits(
        count("connections", config.connections(), 512),
        count("connectionsPerSource", config.connectionsPerSource(), 64),
        MaxStartups.parse(Objects.requireNonNullElse(config.maxStartups(), "32:30:128")),
        duration("loginGraceTime", config.loginGraceTime(), Duration.ofSeconds(30)),
        count("maxAuthTries", config.maxAuthTries(), 6),
        count("maxSessions", config.maxSessions(), 10),
        count("connectionsPerKey", config.connectionsPerKey(), 64),
        count("transfers", config.transfers(), 64),
        count("transfersPerKey", config.transfersPerKey(), 32),
        Penalties.of(config.perSourcePenalties()));
  }

  private static int count(String field, @Nullable Integer value, int otherwise)
      throws BadEntryException {
    int count = Objects.requireNonNullElse(value, otherwise);
    if (count < 1 || count > MOST) {
      throw new BadEntryException(FIELD + field + ": a number from 1 to " + MOST + " is needed");
    }
    return count;
  }

  private static Duration duration(String field, @Nullable Duration value, Duration otherwise)
      throws BadEntryException {
    Duration duration = Objects.requireNonNullElse(value, otherwise);
    if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
      throw new BadEntryException(FIELD + field + ": a positive duration up to a day is needed");
    }
    return duration;
  }

  /**
   * Random early drop, as sshd's {@code MaxStartups}.
   *
   * @param start up to here nobody is refused
   * @param rate percent that are refused at {@code start}
   * @param full from here on all are refused
   */
  public record MaxStartups(int start, int rate, int full) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6}):([0-9]{1,3}):([0-9]{1,6})");

    static MaxStartups parse(String text) throws BadEntryException {
      Matcher parts = FORM.matcher(text);
      if (parts.matches()) {
        int start = Integer.parseInt(parts.group(1));
        int rate = Integer.parseInt(parts.group(2));
        int full = Integer.parseInt(parts.group(3));
        if (start >= 1 && start <= full && full <= MOST && rate <= 100) {
          return new MaxStartups(start, rate, full);
        }
      }
      throw new BadEntryException(FIELD + "maxStartups: start:rate:full is needed, as 32:30:128");
    }
  }

  /**
   * How long a source is refused for.
   *
   * @param enabled whether there are penalties
   * @param authFail for a connection that ended with its keys refused
   * @param noAuth for one that ended without a try
   * @param graceExceeded for one that did not log in in time
   * @param refuseConnection for one refused for want of a slot
   * @param min a source with a smaller sum is not refused
   * @param max the sum never grows above this, which is at least {@code min}
   */
  public record Penalties(
      boolean enabled,
      Duration authFail,
      Duration noAuth,
      Duration graceExceeded,
      Duration refuseConnection,
      Duration min,
      Duration max) {
    private static final PenaltiesConfig DEFAULTS =
        new PenaltiesConfig(null, null, null, null, null, null, null);

    static Penalties of(@Nullable PenaltiesConfig given) throws BadEntryException {
      PenaltiesConfig config = Objects.requireNonNullElse(given, DEFAULTS);
      String field = "perSourcePenalties.";
      if (!config.canReachMin()) {
        throw new BadEntryException(
            FIELD
                + field
                + "max: at least perSourcePenalties.min is needed, or none is ever refused");
      }
      return new Penalties(
          !Boolean.FALSE.equals(config.enabled()),
          duration(field + "authFail", config.authFail(), Duration.ofSeconds(5)),
          duration(field + "noAuth", config.noAuth(), Duration.ofSeconds(1)),
          duration(field + "graceExceeded", config.graceExceeded(), Duration.ofSeconds(10)),
          duration(field + "refuseConnection", config.refuseConnection(), Duration.ofSeconds(10)),
          duration(field + "min", config.min(), config.minOrDefault()),
          duration(field + "max", config.max(), config.maxOrDefault()));
    }
  }
}
