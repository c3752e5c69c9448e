package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.LimitsSpec;
import io.backupaccess.api.v1alpha1.LimitsSpec.PenaltiesSpec;
import io.backupaccess.api.v1alpha1.Rules;
import io.backupaccess.api.validation.Formats;
import io.backupaccess.gatewayconfig.LimitsConfig;
import io.backupaccess.gatewayconfig.LimitsConfig.PenaltiesConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits that the resource sets, for the gateway. One that breaks its rule is left to the
 * gateway's default, since the gateway would not start with it.
 */
final class ServerLimits {

  private static final LimitsConfig NONE =
      new LimitsConfig(null, null, null, null, null, null, null, null, null, null);
  private static final PenaltiesConfig NO_PENALTIES =
      new PenaltiesConfig(null, null, null, null, null, null, null);

  private ServerLimits() {}

  /** Null: the resource sets none. */
  static @Nullable LimitsConfig of(@Nullable LimitsSpec spec) {
    if (spec == null) {
      return null;
    }
    String startups = spec.maxStartups();
    LimitsConfig limits =
        new LimitsConfig(
            count(spec.connections()),
            count(spec.connectionsPerSource()),
            startups != null && Formats.isMaxStartups(startups) ? startups : null,
            duration(spec.loginGraceTime()),
            count(spec.maxAuthTries()),
            count(spec.maxSessions()),
            count(spec.connectionsPerKey()),
            count(spec.transfers()),
            count(spec.transfersPerKey()),
            penalties(spec.perSourcePenalties()));
    return limits.equals(NONE) ? null : limits;
  }

  private static @Nullable PenaltiesConfig penalties(@Nullable PenaltiesSpec spec) {
    if (spec == null) {
      return null;
    }
    PenaltiesConfig penalties =
        new PenaltiesConfig(
            spec.enabled(),
            duration(spec.authFail()),
            duration(spec.noAuth()),
            duration(spec.graceExceeded()),
            duration(spec.refuseConnection()),
            duration(spec.min()),
            duration(spec.max()));
    if (!penalties.canReachMin()) {
      penalties = withoutRange(penalties);
    }
    return penalties.equals(NO_PENALTIES) ? null : penalties;
  }

  /** Which of the two is wrong cannot be known. */
  private static PenaltiesConfig withoutRange(PenaltiesConfig penalties) {
    return new PenaltiesConfig(
        penalties.enabled(),
        penalties.authFail(),
        penalties.noAuth(),
        penalties.graceExceeded(),
        penalties.refuseConnection(),
        null,
        null);
  }

  private static @Nullable Integer count(@Nullable Integer value) {
    return value != null && value >= 1 && value <= Rules.MOST ? value : null;
  }

  private static @Nullable Duration duration(@Nullable String text) {
    return text == null ? null : Formats.positiveDuration(text).orElse(null);
  }
}
