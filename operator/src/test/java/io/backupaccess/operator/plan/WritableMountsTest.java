package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds over all the cases of {@link GoldenPlansTest}. */
class WritableMountsTest {

  @TestFactory
  Stream<DynamicTest> withoutTheNamespacesConsentNoClaimCanBeWrittenTo() {
    return PlanCase.folders().stream()
        .map(
            folder ->
                dynamicTest(
                    folder.getFileName().toString(),
                    () -> {
                      PlanCase planned =
                          PlanCase.of(folder, object -> !(object instanceof Namespace));
                      assertThat(claimMounts(planned))
                          .allSatisfy(WritableMountsTest::assertReadOnly);
                      assertThat(modes(planned).values()).allMatch("ReadOnly"::equals);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aClaimCanBeWrittenToWhereTheGatewayServesItForThatAndNowhereElse() {
    return PlanCase.folders().stream()
        .map(
            folder ->
                dynamicTest(
                    folder.getFileName().toString(),
                    () -> {
                      PlanCase planned = PlanCase.of(folder, object -> true);
                      Map<String, String> modes = modes(planned);
                      for (VolumeMount mount : claimMounts(planned)) {
                        if ("ReadOnly".equals(modes.get(mount.getMountPath()))) {
                          assertReadOnly(mount);
                        } else {
                          assertThat(mount.getReadOnly()).isNull();
                          assertThat(planned.facts().consents().writes()).isTrue();
                        }
                      }
                    }));
  }

  @Test
  void theCasesHaveBothKindsOfMounts() {
    List<VolumeMount> all =
        PlanCase.folders().stream()
            .flatMap(folder -> claimMounts(PlanCase.of(folder, object -> true)).stream())
            .toList();

    assertThat(all).anyMatch(mount -> mount.getReadOnly() == null);
    assertThat(all).anyMatch(mount -> Boolean.TRUE.equals(mount.getReadOnly()));
  }

  private static void assertReadOnly(VolumeMount mount) {
    assertThat(mount.getReadOnly()).as(mount.getMountPath()).isTrue();
    assertThat(mount.getRecursiveReadOnly()).isEqualTo("IfPossible");
  }

  private static List<VolumeMount> claimMounts(PlanCase planned) {
    return find(planned.plan(), Deployment.class).stream()
        .flatMap(
            deployment -> deployment.getSpec().getTemplate().getSpec().getContainers().stream())
        .flatMap(container -> container.getVolumeMounts().stream())
        .filter(mount -> mount.getName().startsWith("claim-"))
        .toList();
  }

  /** What the configuration says of each mount. */
  private static Map<String, String> modes(PlanCase planned) {
    String json = find(planned.plan(), ConfigMap.class).orElseThrow().getData().get("gateway.json");
    Map<?, ?> configuration = PlanCase.YAML.unmarshal(json, Map.class);
    Map<String, String> modes = new HashMap<>();
    for (Object entry : (List<?>) configuration.get("volumes")) {
      Map<?, ?> volume = (Map<?, ?>) entry;
      if (volume.get("mount") instanceof String mount) {
        modes.put(mount, volume.get("mode") instanceof String mode ? mode : "ReadOnly");
      }
    }
    return modes;
  }

  private static <T extends HasMetadata> Optional<T> find(GatewayPlan plan, Class<T> type) {
    return plan.objects().stream().filter(type::isInstance).map(type::cast).findFirst();
  }
}
