package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.FilesSpec.Privilege;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodRequestsTest {

  private static final PodRequests ALL =
      new PodRequests(
          List.of("team"), List.of("example.org/a"), "batch", "backups", Privilege.READ_ALL);

  @Test
  void areReadBackFromThePodAsTheyWere() {
    Map<String, String> annotations = new HashMap<>();
    ALL.remember(annotations);
    assertThat(PodRequests.read(annotations)).contains(ALL);
    assertThat(PodRequests.read(Map.of()).orElseThrow().allowedBy(NOTHING, PriorityClasses.NONE))
        .isTrue();
    assertThat(PodRequests.read(Map.of("backupaccess.io/granted", "[")))
        .as("nobody knows what such a pod was made with")
        .isEmpty();
  }

  @Test
  void areAllowedOnlyIfEachOfThemIs() {
    Map<String, String> allowed =
        Map.of(
            "ALLOWED_POD_LABELS", "team",
            "ALLOWED_POD_ANNOTATIONS", "example.org/*",
            "ALLOWED_PRIORITY_CLASSES", "batch",
            "ALLOWED_SERVICE_ACCOUNTS", "backups",
            "ALLOWED_PRIVILEGES", "ReadAll");
    assertThat(ALL.allowedBy(Allowance.of(allowed), PriorityClasses.NONE)).isTrue();
    for (String variable : allowed.keySet()) {
      Map<String, String> less = new HashMap<>(allowed);
      less.put(variable, "");
      boolean byDefault = variable.equals("ALLOWED_PRIORITY_CLASSES");
      assertThat(ALL.allowedBy(Allowance.of(less), PriorityClasses.NONE)).as(variable).isFalse();
      for (PriorityClasses own :
          List.of(new PriorityClasses("batch", "low"), new PriorityClasses("low", "batch"))) {
        assertThat(ALL.allowedBy(Allowance.of(less), own)).as(variable).isEqualTo(byDefault);
      }
    }
  }

  private static final Allowance NOTHING =
      Allowance.of(
          Map.of(
              "ALLOWED_POD_LABELS", "",
              "ALLOWED_POD_ANNOTATIONS", "",
              "ALLOWED_PRIVILEGES", ""));
}
