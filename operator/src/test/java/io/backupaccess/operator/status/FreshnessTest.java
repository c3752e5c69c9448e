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
  void aWholePullInTimeIsFresh() {
    assertThat(verdict(report(good(YESTERDAY)))).isInstanceOf(Verdict.Fine.class);
  }

  @Test
  void aWholePullIsNotFreshForEver() {
    Verdict verdict = verdict(report(good(TOO_OLD)));
    assertThat(verdict).isInstanceOf(Verdict.Wrong.class);
    assertThat(verdict.reason()).isEqualTo("Stale");
    assertThat(verdict.message())
        .isEqualTo("no whole pull in time: host of db (last at 2026-11-25T15:00:00Z)");
  }

  @Test
  void aPullThatCouldNotReadEverythingIsNotFreshAndTheMessageSaysWhy() {
    Verdict verdict = verdict(report(pull("host", YESTERDAY, 2L, 23, true)));
    assertThat(verdict.reason()).isEqualTo("Stale");
    assertThat(verdict.message())
        .isEqualTo("no whole pull in time: host of db (none yet, and the last could not read 2)");
  }

  @Test
  void beforeTheFirstPullNothingIsStale() {
    assertThat(verdict(PullCase.NONE).reason()).isEqualTo("NoPullYet");
    assertThat(verdict(PullCase.NONE)).isInstanceOf(Verdict.Wrong.class);
  }

  @Test
  void everyKeyOwesItsOwnPull() {
    keys(HOST, "{name: other, publicKey: y, grants: [{volume: '*'}]}");
    assertThat(verdict(report(good(YESTERDAY))).message())
        .isEqualTo("no whole pull in time: other of db (none yet), other of media (none yet)");
  }

  @Test
  void aKeyThatIsNotInForceOwesItsPullToo() {
    keys(HOST, "{name: other, secretKeyRef: {name: gone, key: k}, grants: [{volume: media}]}");
    assertThat(verdict(report(good(YESTERDAY))).message())
        .isEqualTo("no whole pull in time: other of media (none yet)");
  }

  @Test
  void aKeyThatHasExpiredOwesNone() {
    keys(
        HOST,
        "{name: other, publicKey: y, grants: [{volume: '*'}], expirationTime: '2026-11-26T18:00:00Z'}");
    assertThat(verdict(report(good(YESTERDAY)))).isInstanceOf(Verdict.Fine.class);
  }

  @Test
  void aVolumeThatCanOnlyBeWrittenToIsOwedByNone() {
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
  void whereNoPullIsOwedNothingIsFresh(String keys) {
    keys(keys);
    assertThat(verdict(PullCase.NONE)).isInstanceOf(Verdict.Open.class);
    assertThat(verdict(PullCase.NONE).reason()).isEqualTo("NothingOwed");
  }

  @Test
  void whereRecordsMayBeLostWhatIsMissingIsUnknown() {
    assertThat(verdict(report(page(JOURNAL, 0, 1))).reason()).isEqualTo("RecordsLost");
    assertThat(verdict(report(page(JOURNAL, 0, 1)))).isInstanceOf(Verdict.Open.class);
    assertThat(verdict(report(page(JOURNAL, 0, 1, good(YESTERDAY)))))
        .as("a success is one, whatever is lost")
        .isInstanceOf(Verdict.Fine.class);
  }

  @Test
  void aGatewayThatDoesNotAnswerMayHaveServedPulls() {
    assertThat(verdict(report(good(TOO_OLD)), true)).isInstanceOf(Verdict.Open.class);
    assertThat(verdict(report(good(TOO_OLD)), true).reason()).isEqualTo("PullsUnknown");
    assertThat(verdict(report(good(YESTERDAY)), true)).isInstanceOf(Verdict.Fine.class);
  }
}
