package io.backupaccess.operator.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.kubeapi.Repository;
import io.backupaccess.operator.observe.ApiJson;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The statuses are those of the golden plans: the operator writes exactly these. */
class HealthTest {

  private static final KubernetesSerialization YAML =
      new KubernetesSerialization(ApiJson.mapper(), true);
  private static final Path PLANS = Repository.path("operator/src/test/resources/plans");
  private static final Map<String, String> OF_FLUX =
      Map.of(
          "Healthy", "current",
          "Progressing", "inProgress",
          "Degraded", "failed",
          "Suspended", "current");

  static Stream<String> plans() throws IOException {
    try (Stream<Path> folders = Files.list(PLANS)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  private static BackupAccess access(String plan) {
    try {
      Path folder = PLANS.resolve(plan);
      BackupAccess access =
          YAML.unmarshal(Files.readString(folder.resolve("in-access.yaml")), BackupAccess.class);
      access.setStatus(
          YAML.unmarshal(
              Files.readString(folder.resolve("out-status.yaml")), BackupAccessStatus.class));
      return access;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "01-smallest, Progressing",
    "07-bad-entries-disable-only-themselves, Degraded",
    "12-suspended, Suspended",
    "13-a-lost-host-key-stops-the-making-of-gateways, Degraded",
    "04-read-all-without-consent-stops, Progressing"
  })
  void aStatusThatTheOperatorWritesHasTheHealthThatItShould(String plan, String health) {
    assertThat(Health.argoCd(access(plan))).isEqualTo(health);
  }

  @ParameterizedTest
  @MethodSource("plans")
  void argoCdAndFluxAgreeAboutEveryOne(String plan) {
    BackupAccess access = access(plan);
    assertThat(Health.flux(access)).isEqualTo(OF_FLUX.get(Health.argoCd(access)));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void whileItIsNotReadyOneConditionSaysWhetherWaitingHelps(String plan) {
    List<String> types =
        access(plan).getStatus().conditions().stream().map(Condition::getType).toList();
    assertThat(types).doesNotHaveDuplicates();
    if (!plan.equals("12-suspended")) {
      assertThat(types).containsAnyOf("Reconciling", "Stalled");
      assertThat(types.contains("Reconciling")).isNotEqualTo(types.contains("Stalled"));
    }
  }

  @Test
  void whatWasJudgedBeforeTheLastEditIsNotBelieved() {
    BackupAccess access = access("13-a-lost-host-key-stops-the-making-of-gateways");
    access.getMetadata().setGeneration(access.getMetadata().getGeneration() + 1);
    assertThat(Health.argoCd(access)).isEqualTo("Progressing");
    assertThat(Health.flux(access)).isEqualTo("inProgress");
  }

  @Test
  void aResourceThatNobodyHasLookedAtIsWaitedFor() {
    BackupAccess access = access("01-smallest");
    access.setStatus(null);
    assertThat(Health.argoCd(access)).isEqualTo("Progressing");
  }
}
