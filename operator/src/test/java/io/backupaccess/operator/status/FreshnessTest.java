package io.backupaccess.operator.status;

import static io.backupaccess.operator.status.PullCase.JOURNAL;
import static io.backupaccess.operator.status.PullCase.NOW;
import static io.backupaccess.operator.status.PullCase.YESTERDAY;
import static io.backupaccess.operator.status.PullCase.good;
import static io.backupaccess.operator.status.PullCase.page;
import static io.backupaccess.operator.status.PullCase.pull;
import static io.backupaccess.operator.status.PullCase.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.PullReport;
import io.backupaccess.operator.plan.ClientRoute;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.Operation;
import io.backupaccess.operator.plan.PlannedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who owes a pull, and what is said where one is missing. */
class FreshnessTest {

  private static final Instant TOO_OLD = NOW.minus(Duration.ofHours(27));

  private final PullCase test = new PullCase();
  private final List<PlannedKey> keys = new ArrayList<>();

  @BeforeEach
  void prepare() {
    plan("host", null, "db");
  }

  private void plan(String key, @Nullable Instant expiresAt, String... volumes) {
    keys.add(
        new PlannedKey(
            new KeyConfig(key, List.of("x"), List.of(volumes), null, null, expiresAt), List.of()));
  }

  private Verdict verdict(PullReport report) {
    return verdict(report, false);
  }

  private Verdict verdict(PullReport report, boolean silent) {
    GatewayPlan plan =
        new GatewayPlan(
            Names.of(test.access),
            keys,
            List.of(),
            List.of(),
            new Operation.Runs(),
            new HostKeys.Absent(),
            new HostKeys.Absent(),
            "",
            new ClientRoute(List.of(), false, null),
            List.of(),
            List.of());
    return new Freshness(plan, test.history(report), Duration.ofHours(26), NOW, silent).verdict();
  }

  @Test
  void a_whole_pull_in_time_is_fresh() {
    assertThat(verdict(report(good(YESTERDAY)))).isInstanceOf(Verdict.Fine.class);
  }

  @Test
  void a_whole_pull_is_not_fresh_for_ever() {
    Verdict verdict = verdict(report(good(TOO_OLD)));
    assertThat(verdict).isInstanceOf(Verdict.Wrong.class);
    assertThat(verdict.reason()).isEqualTo("Stale");
    assertThat(verdict.message())
        .isEqualTo("no whole pull in time: host of db (last at 2026-11-25T15:00:00Z)");
  }

  @Test
  void a_pull_that_could_not_read_everything_is_not_fresh_and_the_message_says_why() {
    Verdict verdict = verdict(report(pull("host", YESTERDAY, 2L, 23, true)));
    assertThat(verdict.reason()).isEqualTo("Stale");
    assertThat(verdict.message())
        .isEqualTo("no whole pull in time: host of db (none yet, and the last could not read 2)");
  }

  @Test
  void before_the_first_pull_nothing_is_stale() {
    assertThat(verdict(PullCase.NONE).reason()).isEqualTo("NoPullYet");
    assertThat(verdict(PullCase.NONE)).isInstanceOf(Verdict.Wrong.class);
  }

  @Test
  void every_key_owes_its_own_pull() {
    plan("other", null, "db", "media");
    assertThat(verdict(report(good(YESTERDAY))).message())
        .isEqualTo("no whole pull in time: other of db (none yet), other of media (none yet)");
  }

  @Test
  void a_key_that_has_expired_owes_none() {
    plan("other", NOW, "db");
    assertThat(verdict(report(good(YESTERDAY)))).isInstanceOf(Verdict.Fine.class);
  }

  @Test
  void where_records_may_be_lost_what_is_missing_is_unknown() {
    assertThat(verdict(report(page(JOURNAL, 0, 1))).reason()).isEqualTo("RecordsLost");
    assertThat(verdict(report(page(JOURNAL, 0, 1)))).isInstanceOf(Verdict.Open.class);
    assertThat(verdict(report(page(JOURNAL, 0, 1, good(YESTERDAY)))))
        .as("a success is one, whatever is lost")
        .isInstanceOf(Verdict.Fine.class);
  }

  @Test
  void a_gateway_that_does_not_answer_may_have_served_pulls() {
    assertThat(verdict(report(good(TOO_OLD)), true)).isInstanceOf(Verdict.Open.class);
    assertThat(verdict(report(good(TOO_OLD)), true).reason()).isEqualTo("PullsUnknown");
    assertThat(verdict(report(good(YESTERDAY)), true)).isInstanceOf(Verdict.Fine.class);
  }
}
