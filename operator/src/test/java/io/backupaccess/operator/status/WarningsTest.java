package io.backupaccess.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarningsTest {

  private static BackupAccessStatus status(String type, String status, String reason, String text) {
    Condition condition =
        new ConditionBuilder()
            .withType(type)
            .withStatus(status)
            .withReason(reason)
            .withMessage(text)
            .build();
    return BackupAccessStatus.builder().conditions(List.of(condition)).build();
  }

  private static final BackupAccessStatus MISSING =
      status("VolumesReady", "False", "ClaimNotFound", "a");
  private static final BackupAccessStatus FINE =
      status("VolumesReady", "True", "VolumesServed", "");

  @Test
  void aNewProblemIsToldOnce() {
    assertThat(Warnings.between(null, MISSING))
        .containsExactly(new Warnings.Wrong("ClaimNotFound", "a"));
    assertThat(Warnings.between(MISSING, MISSING)).isEmpty();
  }

  @Test
  void aProblemThatBecomesAnotherIsToldAgain() {
    var other = status("VolumesReady", "False", "ClaimNotBound", "a");
    assertThat(Warnings.between(MISSING, other))
        .containsExactly(new Warnings.Wrong("ClaimNotBound", "a"));
  }

  @Test
  void itsEndIsTold() {
    assertThat(Warnings.between(MISSING, FINE))
        .containsExactly(new Warnings.Fine("VolumesServed", ""));
    assertThat(Warnings.between(FINE, FINE)).isEmpty();
  }

  @Test
  void itsEndIsToldOnceAPodHasSaidSo() {
    var waiting = status("VolumesReady", "Unknown", "WaitingForGateway", "b");
    assertThat(Warnings.between(MISSING, waiting)).isEmpty();
    assertThat(Warnings.between(waiting, FINE))
        .containsExactly(new Warnings.Fine("VolumesServed", ""));
  }

  @Test
  void whatPassesByItselfIsNotWorthAnEvent() {
    var starting = status("GatewayReady", "False", "GatewayStarting", "a");
    var serving = status("GatewayReady", "True", "Serving", "a");
    assertThat(Warnings.between(null, starting)).isEmpty();
    assertThat(Warnings.between(starting, serving)).isEmpty();
  }

  @Test
  void readyRepeatsTheOthersAndIsLeftOut() {
    assertThat(Warnings.between(null, status("Ready", "False", "ClaimNotFound", "a"))).isEmpty();
  }

  @Test
  void aConditionKeepsItsTimeWhileItsStatusStays() {
    Condition old =
        new ConditionBuilder()
            .withType("Accepted")
            .withStatus("False")
            .withReason("One")
            .withLastTransitionTime("2026-01-01T00:00:00Z")
            .build();
    Clock clock = Clock.fixed(Instant.parse("2026-02-02T00:00:00.5Z"), ZoneOffset.UTC);
    Conditions conditions = new Conditions(List.of(old), 7, clock);
    conditions.add("Accepted", new Verdict.Wrong("Two", "b"));
    conditions.add("Ready", new Verdict.Fine("Ready", "c"));

    assertThat(conditions.list())
        .extracting(Condition::getLastTransitionTime)
        .containsExactly("2026-01-01T00:00:00Z", "2026-02-02T00:00:00Z");
    assertThat(conditions.list()).extracting(Condition::getObservedGeneration).containsOnly(7L);
  }
}
