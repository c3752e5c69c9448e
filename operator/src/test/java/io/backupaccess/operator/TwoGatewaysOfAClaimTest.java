package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.PodPlace;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A resource for a restore stands beside the one for the backups. */
@ExtendWith(KubeApiServerExtension.class)
class TwoGatewaysOfAClaimTest {

  @Test
  void theSecondGoesToTheNodeOfTheFirstAndBothStayThere(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String first = test.cluster.bindPod("shop", "node-1");
      test.await(
          "shop",
          status -> new PodPlace(first, "node-1").equals(status.volumes().getFirst().place()));

      test.create(TestAccess.simple("restore"));
      test.cluster.giveAddress("restore", "203.0.113.8");
      var waits =
          test.await(
              "restore",
              status -> new PodPlace(first, "node-1").equals(status.volumes().getFirst().holder()));
      assertThat(waits.getStatus().volumes().getFirst().place()).isNull();
      Pod second = test.cluster.awaitPod("restore");
      assertThat(second.getSpec().getAffinity().getNodeAffinity().toString()).contains("node-1");

      test.cluster.bindPod("restore", "node-1");
      test.cluster.runPod("restore", "127.0.0.2");

      test.awaitReason("restore", "Ready", "Ready");
      test.await("restore", status -> status.volumes().getFirst().holder() == null);
      test.awaitReason("shop", "Ready", "Ready");
      assertThat(test.get("shop").getStatus().volumes().getFirst().holder()).isNull();
      assertThat(test.cluster.awaitPod("shop").getMetadata().getName()).isEqualTo(first);
      assertThat(test.cluster.awaitPod("restore").getMetadata().getUid())
          .isEqualTo(second.getMetadata().getUid());
      assertThat(test.cluster.ended()).isEmpty();
    }
  }
}
