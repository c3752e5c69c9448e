package io.backupaccess.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are Kubernetes' own. */
class AdviceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Unschedulable: 0/3 nodes are available: 3 Insufficient memory. | spec.pods.nodeSelector",
        "ImagePullBackOff: Back-off pulling image \"x\" | spec.pods.imagePullSecrets",
        "ErrImageNeverPull | spec.pods.imagePullSecrets",
        "FailedAttachVolume: Multi-Attach error for volume \"pvc-1\" Volume is already exclusively attached to one node | another node has the volume",
        "FailedAttachVolume: AttachVolume.Attach failed for volume \"pvc-1\" : timed out | the claim's storage driver",
        "FailedMount: MountVolume.SetUp failed for volume \"pvc-1\" : mount failed: exit status 32 | the claim's storage driver",
        "FailedCreatePodSandBox: Failed to create pod sandbox: rpc error | network failed",
        "FailedCreate: the pod is forbidden: violates PodSecurity \"restricted:latest\": runAsUser=0 | ReadAllBaseline fits baseline",
        "FailedCreate: the pod is forbidden: exceeded quota: small, requested: pods=1 | raise the namespace's quota",
        "FailedCreate: the pod is forbidden: no PriorityClass with name none was found | spec.pods.priorityClassName",
        "CrashLoopBackOff: back-off 10s restarting failed container | kubectl logs"
      })
  void whatKubernetesSaysIsFollowedByWhatToDo(String said, String advice) {
    assertThat(Advice.with(said)).startsWith(said + "; ").contains(advice);
  }

  @Test
  void whatIsNotKnownIsRepeatedAsItIs() {
    assertThat(Advice.with("SomethingNew: happened")).isEqualTo("SomethingNew: happened");
  }
}
