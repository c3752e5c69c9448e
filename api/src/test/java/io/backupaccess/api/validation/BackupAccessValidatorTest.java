package io.backupaccess.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BackupAccessValidatorTest {

  @Test
  void aKeyThatOccursTwiceIsReportedInBothPlacesWhereverTheyAre() {
    var violations =
        BackupAccessValidator.duplicates(
            List.of(
                new LocatedKey("spec.keys[0].publicKey", "SHA256:a"),
                new LocatedKey("spec.keys[1].secretKeyRef", "SHA256:b"),
                new LocatedKey("spec.keys[2].secretKeyRef", "SHA256:a")));

    assertThat(violations)
        .extracting(Violation::field)
        .containsExactly("spec.keys[0].publicKey", "spec.keys[2].secretKeyRef");
    assertThat(violations)
        .allSatisfy(
            violation ->
                assertThat(violation.message())
                    .contains("SHA256:a", "spec.keys[0].publicKey", "spec.keys[2].secretKeyRef"));
  }

  @Test
  void aKeyThatASecretHoldsOnTwoLinesIsReportedOnce() {
    var twice = new LocatedKey("spec.keys[0].secretKeyRef", "SHA256:a");

    assertThat(BackupAccessValidator.duplicates(List.of(twice, twice))).hasSize(1);
  }

  @Test
  void aViolationBelongsToTheEntryThatHoldsItsField() {
    var violation = new Violation("spec.keys[1].volumes[0]", "is wrong");

    assertThat(violation.isWithin("spec.keys[1]")).isTrue();
    assertThat(violation.isWithin("spec.keys[1].volumes[0]")).isTrue();
    assertThat(violation.isWithin("spec.keys[10]")).isFalse();
    assertThat(new Violation("spec.keys[10].name", "is wrong").isWithin("spec.keys[1]")).isFalse();
  }
}
