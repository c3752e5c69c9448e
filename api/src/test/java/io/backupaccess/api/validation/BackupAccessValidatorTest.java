package io.backupaccess.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BackupAccessValidatorTest {

  @Test
  void a_key_that_occurs_twice_is_reported_in_both_places_wherever_they_are() {
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
  void a_key_that_a_secret_holds_on_two_lines_is_reported_once() {
    var twice = new LocatedKey("spec.keys[0].secretKeyRef", "SHA256:a");

    assertThat(BackupAccessValidator.duplicates(List.of(twice, twice))).hasSize(1);
  }

  @Test
  void a_violation_belongs_to_the_entry_that_holds_its_field() {
    var violation = new Violation("spec.keys[1].volumes[0]", "is wrong");

    assertThat(violation.isWithin("spec.keys[1]")).isTrue();
    assertThat(violation.isWithin("spec.keys[1].volumes[0]")).isTrue();
    assertThat(violation.isWithin("spec.keys[10]")).isFalse();
    assertThat(new Violation("spec.keys[10].name", "is wrong").isWithin("spec.keys[1]")).isFalse();
  }
}
