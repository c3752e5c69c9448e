package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * What peers of the gateway may take. What is left out is as the gateway has it by default, so
 * nothing is filled in here.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitsSpec(
    @Min(1) @Max(Rules.MOST) @JsonPropertyDescription("Connections at once. Default: 512.")
        @Nullable Integer connections,
    @Min(1)
        @Max(Rules.MOST)
        @JsonPropertyDescription(
            "Connections at once from one source, which is an IPv4 address or an IPv6 network of 64 bits. Default: 64.")
        @Nullable Integer connectionsPerSource,
    @Size(min = 1, max = 17)
        @ValidationRule(value = Rules.MAX_STARTUPS, message = Rules.MAX_STARTUPS_MESSAGE)
        @JsonPropertyDescription(
            "Connections at once whose peers have not logged in, as start:rate:full of sshd: from start on, rate percent of new ones are refused, rising to all at full. Default: 32:30:128.")
        @Nullable String maxStartups,
    @Size(min = 1, max = 16)
        @ValidationRule(value = Rules.POSITIVE_DURATION, message = Rules.POSITIVE_DURATION_MESSAGE)
        @JsonPropertyDescription("How long a peer has for logging in. Default: 30s.")
        @Nullable String loginGraceTime,
    @Min(1)
        @Max(Rules.MOST)
        @JsonPropertyDescription("Keys that a connection may offer. Default: 6.")
        @Nullable Integer maxAuthTries,
    @Min(1)
        @Max(Rules.MOST)
        @JsonPropertyDescription("Channels at once on a connection. Default: 10.")
        @Nullable Integer maxSessions,
    @Min(1)
        @Max(Rules.MOST)
        @JsonPropertyDescription("Connections at once that one key has logged in. Default: 64.")
        @Nullable Integer connectionsPerKey,
    @Min(1)
        @Max(Rules.MOST)
        @JsonPropertyDescription("Transfers and SFTP sessions at once. Default: 64.")
        @Nullable Integer transfers,
    @Min(1)
        @Max(Rules.MOST)
        @JsonPropertyDescription("Transfers and SFTP sessions of one key at once. Default: 32.")
        @Nullable Integer transfersPerKey,
    @JsonPropertyDescription(
            "For how long a source that failed is refused, counted as OpenSSH does: penalties add up.")
        @Nullable PenaltiesSpec perSourcePenalties) {

  /**
   * Penalties of a source. Nodes of the cluster, trusted peers and sources with a live session have
   * none.
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(value = Rules.PENALTIES_REACH_MIN, message = Rules.PENALTIES_REACH_MIN_MESSAGE)
  public record PenaltiesSpec(
      @JsonPropertyDescription("Whether there are any. Default: true.") @Nullable Boolean enabled,
      @Size(min = 1, max = 16)
          @ValidationRule(
              value = Rules.POSITIVE_DURATION,
              message = Rules.POSITIVE_DURATION_MESSAGE)
          @JsonPropertyDescription(
              "For a connection that ended with its keys refused. Default: 5s.")
          @Nullable String authFail,
      @Size(min = 1, max = 16)
          @ValidationRule(
              value = Rules.POSITIVE_DURATION,
              message = Rules.POSITIVE_DURATION_MESSAGE)
          @JsonPropertyDescription(
              "For a connection that ended without a try to log in. Default: 1s.")
          @Nullable String noAuth,
      @Size(min = 1, max = 16)
          @ValidationRule(
              value = Rules.POSITIVE_DURATION,
              message = Rules.POSITIVE_DURATION_MESSAGE)
          @JsonPropertyDescription("For a connection that did not log in in time. Default: 10s.")
          @Nullable String graceExceeded,
      @Size(min = 1, max = 16)
          @ValidationRule(
              value = Rules.POSITIVE_DURATION,
              message = Rules.POSITIVE_DURATION_MESSAGE)
          @JsonPropertyDescription(
              "For a connection that was refused for want of a place. Default: 10s.")
          @Nullable String refuseConnection,
      @Size(min = 1, max = 16)
          @ValidationRule(
              value = Rules.POSITIVE_DURATION,
              message = Rules.POSITIVE_DURATION_MESSAGE)
          @JsonPropertyDescription(
              "A source whose penalties sum up to this is refused until all of them have passed. Default: 15s.")
          @Nullable String min,
      @Size(min = 1, max = 16)
          @ValidationRule(
              value = Rules.POSITIVE_DURATION,
              message = Rules.POSITIVE_DURATION_MESSAGE)
          @JsonPropertyDescription(
              "The sum never grows above this, which is at least min. Default: 10m.")
          @Nullable String max) {}
}
