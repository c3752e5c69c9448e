package io.backupaccess.api.validation;

import io.backupaccess.api.v1alpha1.LimitsSpec;
import io.backupaccess.api.v1alpha1.LimitsSpec.PenaltiesSpec;
import io.backupaccess.api.v1alpha1.Rules;
import io.backupaccess.gatewayconfig.LimitsConfig.PenaltiesConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rules of {@code spec.server.limits}. */
final class LimitRules {

  private static final String PATH = "spec.server.limits.";

  private final Violations violations;

  LimitRules(Violations violations) {
    this.violations = violations;
  }

  void check(LimitsSpec limits) {
    count("connections", limits.connections());
    count("connectionsPerSource", limits.connectionsPerSource());
    violations.check(
        limits.maxStartups(),
        PATH + "maxStartups",
        Formats::isMaxStartups,
        Rules.MAX_STARTUPS_MESSAGE);
    duration("loginGraceTime", limits.loginGraceTime());
    count("maxAuthTries", limits.maxAuthTries());
    count("maxSessions", limits.maxSessions());
    count("connectionsPerKey", limits.connectionsPerKey());
    count("transfers", limits.transfers());
    count("transfersPerKey", limits.transfersPerKey());
    if (limits.perSourcePenalties() != null) {
      check(limits.perSourcePenalties());
    }
  }

  private void check(PenaltiesSpec penalties) {
    String field = "perSourcePenalties.";
    duration(field + "authFail", penalties.authFail());
    duration(field + "noAuth", penalties.noAuth());
    duration(field + "graceExceeded", penalties.graceExceeded());
    duration(field + "refuseConnection", penalties.refuseConnection());
    duration(field + "min", penalties.min());
    duration(field + "max", penalties.max());
    if (isDuration(penalties.min())
        && isDuration(penalties.max())
        && !range(penalties).canReachMin()) {
      violations.add(PATH + "perSourcePenalties", Rules.PENALTIES_REACH_MIN_MESSAGE);
    }
  }

  private static boolean isDuration(@Nullable String text) {
    return text == null || Formats.positiveDuration(text).isPresent();
  }

  private static PenaltiesConfig range(PenaltiesSpec penalties) {
    return new PenaltiesConfig(
        null, null, null, null, null, duration(penalties.min()), duration(penalties.max()));
  }

  private static @Nullable Duration duration(@Nullable String text) {
    return text == null ? null : Formats.positiveDuration(text).orElse(null);
  }

  private void count(String field, @Nullable Integer value) {
    violations.range(value, PATH + field, 1, Rules.MOST);
  }

  private void duration(String field, @Nullable String value) {
    violations.check(
        value,
        PATH + field,
        text -> Formats.positiveDuration(text).isPresent(),
        Rules.POSITIVE_DURATION_MESSAGE);
  }
}
