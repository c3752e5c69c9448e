package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeploymentStateTest {

  @Test
  void aPodThatIsRefusedIsNamedTheSameAtEveryTry() {
    assertThat(DeploymentState.of(refused("shop-gateway-abcde")))
        .isEqualTo(DeploymentState.of(refused("shop-gateway-fghij")))
        .extracting(DeploymentState::refused)
        .isEqualTo("FailedCreate: the pod is forbidden: violates PodSecurity");
  }

  @Test
  void whatWasWrittenThisTurnCountsRatherThanWhatWasSeenBefore() {
    Deployment ready = ready(1);
    GatewayState seen =
        new GatewayState(
            DeploymentState.of(ready), List.of(), null, null, List.of(), PullReport.NOTHING, false);
    assertThat(seen.after(List.of()).deployment().settled()).isTrue();
    assertThat(seen.after(List.of(ready(2))).deployment().settled()).isFalse();
  }

  private static Deployment ready(long generation) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withGeneration(generation)
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(1L)
        .withReplicas(1)
        .withUpdatedReplicas(1)
        .withAvailableReplicas(1)
        .endStatus()
        .build();
  }

  private static Deployment refused(String pod) {
    return ready(1)
        .edit()
        .editStatus()
        .addNewCondition()
        .withType("ReplicaFailure")
        .withStatus("True")
        .withReason("FailedCreate")
        .withMessage("pods \"" + pod + "\" is forbidden: violates PodSecurity")
        .endCondition()
        .endStatus()
        .build();
  }
}
