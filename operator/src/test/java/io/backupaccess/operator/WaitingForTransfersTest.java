package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class WaitingForTransfersTest {

  @Test
  void aRollThatAnOldPodHoldsUpSaysWhichPodForWhichKeyAndUntilWhen(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String pod = test.cluster.bindPod("shop", "node-1");
      test.cluster.gatewaysAnswer(
          (asked, token) ->
              test.cluster.mountedDigest(asked).map(WaitingForTransfersTest::pulling));

      test.change(
          "shop",
          "{\"pods\": {\"annotations\": {\"cluster-autoscaler.kubernetes.io/safe-to-evict\": \"false\"}}}");

      BackupAccess waiting = test.awaitReason("shop", "GatewayReady", "WaitingForTransfers");
      assertThat(TestAccess.condition(waiting.getStatus(), "GatewayReady").getMessage())
          .contains("pod " + pod + " has ended", "2 transfers of key backup-host", "drainTimeout");
    }
  }

  private static GatewayStatus pulling(String digest) {
    GatewayStatus well = PlayedCluster.well(digest);
    return new GatewayStatus(
        digest,
        List.of(),
        List.of(),
        well.confinement(),
        2,
        List.of("backup-host"),
        true,
        GatewayStatus.Clients.NONE,
        List.of(),
        1,
        0,
        null);
  }
}
