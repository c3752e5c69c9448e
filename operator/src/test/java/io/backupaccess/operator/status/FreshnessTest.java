package io.backupaccess.operator.status;

import static io.backupaccess.operator.status.PullCase.JOURNAL;
import static io.backupaccess.operator.status.PullCase.NOW;
import static io.backupaccess.operator.status.PullCase.YESTERDAY;
import static io.backupaccess.operator.status.PullCase.good;
import static io.backupaccess.operator.status.PullCase.page;
import static io.backupaccess.operator.status.PullCase.pull;
import static io.backupaccess.operator.status.PullCase.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.operator.observe.PullReport;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who owes a pull, and what is said where one is missing. */
class FreshnessTest {

  private static final Instant TOO_OLD = NOW.minus(Duration.ofHours(27));
  private static final String HOST = "{name: host, publicKey: x, grants: [{volume: db}]}";

  private final PullCase test = new PullCase();

  @BeforeEach
  void prepare() {
    keys(HOST);
  }

  private void keys(String... keys) {
    test.access.setSpec(
        new KubernetesSerialization()
            .unmarshal(
                """
                keys: [%s]
                volumes:
                - {name: db, claimName: data}
                - {name: media, claimName: media}
                - {name: in, claimName: in, mode: WriteOnly}
                """
                    .formatted(String.join(", ", keys)),
                BackupAccessSpec.class));
  }

  private Verdict verdict(PullReport report) {
    return verdict(report, false);
  }

  private Verdict verdict(PullReport report, boolean silent) {
    return new Freshness(
            test.access.getSpec(), test.history(report), Duration.ofHours(26), NOW, silent)
        .verdict();
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
    keys(HOST, "{name: other, publicKey: y, grants: [{volume: '*'}]}");
    assertThat(verdict(report(good(YESTERDAY))).message())
        .isEqualTo("no whole pull in time: other of db (none yet), other of media (none yet)");
  }

  @Test
  void a_key_that_is_not_in_force_owes_its_pull_too() {
    keys(HOST, "{name: other, secretKeyRef: {name: gone, key: k}, grants: [{volume: media}]}");
    assertThat(verdict(report(good(YESTERDAY))).message())
        .isEqualTo("no whole pull in time: other of media (none yet)");
  }

  @Test
  void a_key_that_has_expired_owes_none() {
    keys(
        HOST,
        "{name: other, publicKey: y, grants: [{volume: '*'}], expirationTime: '2026-11-26T18:00:00Z'}");
    assertThat(verdict(report(good(YESTERDAY)))).isInstanceOf(Verdict.Fine.class);
  }

  @Test
  void a_volume_that_can_only_be_written_to_is_owed_by_none() {
    keys("{name: host, publicKey: x, grants: [{volume: db}, {volume: in}]}");
    assertThat(verdict(report(good(YESTERDAY)))).isInstanceOf(Verdict.Fine.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{name: host, publicKey: x, grants: [{volume: '*'}], expirationTime: '2026-11-26T18:00:00Z'}",
        "{name: host, publicKey: x, grants: [{volume: in}]}"
      })
  void where_no_pull_is_owed_nothing_is_fresh(String keys) {
    keys(keys);
    assertThat(verdict(PullCase.NONE)).isInstanceOf(Verdict.Open.class);
    assertThat(verdict(PullCase.NONE).reason()).isEqualTo("NothingOwed");
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
