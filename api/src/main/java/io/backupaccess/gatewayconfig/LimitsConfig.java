package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all peers together, one source, and one connection may take. The names are those of {@code
 * sshd_config} where it has such a limit; null: the default named.
 *
 * @param connections connections at once; 512
 * @param connectionsPerSource connections at once from one source, which is an IPv4 address or an
 *     IPv6 network of 64 bits; 64
 * @param maxStartups connections at once whose peers have not logged in, as {@code
 *     start:rate:full}: from {@code start} on, {@code rate} percent of new ones are refused, rising
 *     to all at {@code full}; 32:30:128
 * @param loginGraceTime how long a peer has for logging in; PT30S
 * @param maxAuthTries keys that a connection may offer; 6
 * @param maxSessions channels at once on a connection; 10
 * @param connectionsPerKey connections at once that one key has logged in; 64
 * @param transfers transfers and SFTP sessions at once; 64
 * @param transfersPerKey those of one key; 32
 * @param perSourcePenalties for how long a source that failed is refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitsConfig(
    @Nullable Integer connections,
    @Nullable Integer connectionsPerSource,
    @Nullable String maxStartups,
    @Nullable Duration loginGraceTime,
    @Nullable Integer maxAuthTries,
    @Nullable Integer maxSessions,
    @Nullable Integer connectionsPerKey,
    @Nullable Integer transfers,
    @Nullable Integer transfersPerKey,
    @Nullable PenaltiesConfig perSourcePenalties) {

  /**
   * Penalties of a source, as OpenSSH counts them: each adds up, and a source whose sum reaches
   * {@code min} is refused until all of it has passed. Nodes of the cluster, trusted peers and
   * sources with a live session have none.
   *
   * @param enabled whether there are any; yes
   * @param authFail for a connection that ended with its keys refused; PT5S
   * @param noAuth for one that ended without a try; PT1S
   * @param graceExceeded for one that did not log in in time; PT10S
   * @param refuseConnection for one refused for want of a place; PT10S
   * @param min a source with a smaller sum is not refused; PT15S
   * @param max the sum never grows above this, which is at least {@code min}; PT10M
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PenaltiesConfig(
      @Nullable Boolean enabled,
      @Nullable Duration authFail,
      @Nullable Duration noAuth,
      @Nullable Duration graceExceeded,
      @Nullable Duration refuseConnection,
      @Nullable Duration min,
      @Nullable Duration max) {
    private static final Duration LEAST_BY_DEFAULT = Duration.ofSeconds(15);
    private static final Duration MOST_BY_DEFAULT = Duration.ofMinutes(10);

    /** The sum from which on a source is refused. */
    public Duration minOrDefault() {
      return Objects.requireNonNullElse(min, LEAST_BY_DEFAULT);
    }

    /** The greatest sum there is. */
    public Duration maxOrDefault() {
      return Objects.requireNonNullElse(max, MOST_BY_DEFAULT);
    }

    /** Whether a sum can grow enough to refuse its source; otherwise none ever would. */
    public boolean canReachMin() {
      return maxOrDefault().compareTo(minOrDefault()) >= 0;
    }
  }
}
