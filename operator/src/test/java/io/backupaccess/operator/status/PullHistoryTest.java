package io.backupaccess.operator.status;

import static io.backupaccess.operator.status.PullCase.JOURNAL;
import static io.backupaccess.operator.status.PullCase.NONE;
import static io.backupaccess.operator.status.PullCase.NOW;
import static io.backupaccess.operator.status.PullCase.OTHER_JOURNAL;
import static io.backupaccess.operator.status.PullCase.YESTERDAY;
import static io.backupaccess.operator.status.PullCase.good;
import static io.backupaccess.operator.status.PullCase.only;
import static io.backupaccess.operator.status.PullCase.page;
import static io.backupaccess.operator.status.PullCase.pull;
import static io.backupaccess.operator.status.PullCase.record;
import static io.backupaccess.operator.status.PullCase.report;
import static io.backupaccess.operator.status.PullCase.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.api.v1alpha1.PullRecordsStatus;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.operator.observe.PullReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a gateway's records the status takes, and what is known to be missing from it. */
class PullHistoryTest {

  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(9));

  private final PullCase test = new PullCase();

  private boolean lost(PullReport report) {
    return test.history(report).mayMissSince(NOW.minusSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, true, true",
    "0, 24, true, true",
    "1, 0, true, false",
    ", 0, true, false",
    "0, 23, true, false",
    "3, 23, true, false",
    "0, 12, true, false",
    "0, 0, false, false"
  })
  void aPullThatReadEverythingToItsEndIsASuccess(
      @Nullable Long unreadable, int exitCode, boolean completed, boolean success) {
    var volume =
        only(test.history(report(pull("host", YESTERDAY, unreadable, exitCode, completed))));
    assertThat(volume.lastPull()).isNotNull();
    assertThat(volume.lastSuccessTime() != null).isEqualTo(success);
  }

  @Test
  void aPullOfAPartIsNone() {
    var part = record("host", "db", List.of(), YESTERDAY, 0L, 0, true);
    assertThat(only(test.history(report(part))).lastSuccessTime()).isNull();
  }

  @Test
  void aFailureAfterASuccessLeavesTheSuccessWhereItIs() {
    test.keep(report(good(YESTERDAY), pull("host", NOW.minusSeconds(60), 2L, 23, true)));
    var volume = only(test.history(NONE));
    assertThat(volume.lastPull().exitCode()).isEqualTo(23);
    assertThat(volume.lastPull().unreadable()).isEqualTo(2);
    assertThat(volume.lastSuccessTime()).isEqualTo("2026-11-25T17:00:00Z");
    assertThat(test.history(NONE).lastPullTime()).isEqualTo("2026-11-26T17:59:00Z");
  }

  @Test
  void readingTheSameRecordsAgainChangesNothing() {
    PullReport report = report(good(YESTERDAY), good(NOW.minusSeconds(60)));
    test.keep(report);
    BackupAccessStatus before = test.access.getStatus();
    test.keep(report);
    assertThat(test.access.getStatus()).isEqualTo(before);
    test.keep(report(page(JOURNAL, 2, 0)));
    assertThat(test.access.getStatus()).isEqualTo(before);
  }

  @Test
  void aPodThatDrainsTellsItsLastPullsBesideTheOneThatServes() {
    PullReport both =
        report(
            told("new", page(OTHER_JOURNAL, 0, 0, good(NOW.minusSeconds(60))), "data"),
            told("old", page(JOURNAL, 0, 0, good(YESTERDAY)), "data"));
    PullHistory history = test.keep(both);
    assertThat(only(history).lastSuccessTime())
        .as("the later one, whoever tells it first")
        .isEqualTo("2026-11-26T17:59:00Z");
    assertThat(history.records().journals())
        .containsExactly(
            new JournalStatus("new", OTHER_JOURNAL, 1L, 0L),
            new JournalStatus("old", JOURNAL, 1L, 0L));
  }

  @Test
  void aJournalThatWentWithItsPodLostNothingIfItWasReadToItsEnd() {
    test.keep(report(good(LONG_AGO)));
    var next = told("next", page(OTHER_JOURNAL, 0, 0), "data");
    PullReport read = new PullReport(List.of(next), Set.of("next"), false, Set.of(JOURNAL));
    assertThat(lost(read)).isFalse();
    assertThat(test.history(read).records().journals())
        .containsExactly(new JournalStatus("next", OTHER_JOURNAL, 0L, 0L));
    assertThat(lost(report(next))).as("nobody knows").isTrue();
    assertThat(lost(NONE)).as("nobody knows").isTrue();
  }

  @Test
  void aJournalThatWasReplacedInItsPodLostWhatWasNotRead() {
    test.keep(report(good(LONG_AGO)));
    var other = told("p", page(OTHER_JOURNAL, 0, 0), "data");
    assertThat(lost(report(other))).isTrue();
    assertThat(lost(new PullReport(List.of(other), Set.of("p"), false, Set.of(JOURNAL)))).isFalse();
  }

  @Test
  void aPodThatDoesNotAnswerHasLostNothingAndIsReadOnFromWhereItWas() {
    test.keep(report(good(LONG_AGO)));
    PullReport quiet = new PullReport(List.of(), Set.of("p"), true, Set.of());
    assertThat(lost(quiet)).isFalse();
    assertThat(test.history(quiet).records()).isEqualTo(test.access.getStatus().pullRecords());
  }

  @Test
  void whatAJournalSaysItLostIsLost() {
    test.keep(report(page(JOURNAL, 0, 1)));
    assertThat(test.access.getStatus().pullRecords().lostTime()).isEqualTo(NOW.toString());
    test.access.setStatus(
        PullCase.status(
            List.of(),
            List.of(),
            null,
            new PullRecordsStatus(
                List.of(new JournalStatus("p", JOURNAL, 0L, 1L)), LONG_AGO.toString())));
    assertThat(lost(report(page(JOURNAL, 0, 1)))).as("known before").isFalse();
    assertThat(lost(report(page(JOURNAL, 0, 2)))).isTrue();
  }

  @Test
  void recordsThatWereAcknowledgedAndAreNotInTheStatusAreLost() {
    assertThat(lost(report(page(JOURNAL, 0, 0)))).isFalse();
    assertThat(lost(report(page(JOURNAL, 7, 0)))).isTrue();
  }

  @Test
  void whatAGatewayCannotKnowIsNotBelievedAndNotReadAgain() {
    PullHistory history =
        test.history(
            report(
                good(NOW.plus(Duration.ofHours(1))),
                good(Instant.parse("2026-10-01T00:00:00Z")),
                pull("stranger", YESTERDAY, 0L, 0, true),
                record("host", "media", List.of("media"), YESTERDAY, 0L, 0, true)));
    assertThat(history.volumes("host")).isEmpty();
    assertThat(history.volumes("stranger")).isEmpty();
    assertThat(history.records().journals().getFirst().sequence()).isEqualTo(4);
  }

  @Test
  void aPullOfAFormerClaimSaysNothingOfThePresentOne() {
    test.keep(report(good(YESTERDAY)));
    BackupAccessStatus status = test.access.getStatus();
    test.access.setStatus(
        PullCase.status(
            status.keys(),
            List.of(new VolumeStatus("db", "former", null, null, true, null, null, null, null)),
            status.lastPullTime(),
            status.pullRecords()));
    assertThat(test.history(NONE).volumes("host")).isEmpty();
  }

  @Test
  void norDoesOneThatAPodTellsWhichStillHasTheFormerClaim() {
    var old = told("old", page(JOURNAL, 0, 0, good(YESTERDAY)), "former");
    assertThat(test.history(report(old)).volumes("host")).isEmpty();
  }
}
