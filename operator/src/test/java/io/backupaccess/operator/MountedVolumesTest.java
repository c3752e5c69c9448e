package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.PodPlace;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.GatewayStatus.Mount;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the status says of how and where claims are mounted. */
@ExtendWith(KubeApiServerExtension.class)
class MountedVolumesTest {

  @Test
  void itIsWhatTheGatewayFoundAndAWritableMountIsAnError(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      BackupAccessStatus untold = test.createReady("shop").getStatus();
      assertThat(untold.volumes().getFirst().mount()).isNull();

      answers(test, new Mount(mount(test), true, true));
      test.await("shop", status -> mount(status) == VolumeStatus.Mount.RECURSIVE_READ_ONLY);

      answers(test, new Mount(mount(test), true, false));
      test.await("shop", status -> mount(status) == VolumeStatus.Mount.READ_ONLY);

      answers(test, new Mount(mount(test), false, false));
      var status = test.awaitReason("shop", "VolumesReady", "MountedWritable").getStatus();
      assertThat(status.volumes().getFirst().served()).isFalse();
      assertThat(status.volumes().getFirst().message())
          .contains(
              "claim data is mounted writable, although the Deployment asks for a read-only mount");
      assertThat(TestAccess.condition(status, "Ready").getStatus()).isEqualTo("False");
      assertThat(status.command()).isNull();

      answers(test, new Mount("/volumes/of-another/db", false, false));
      test.awaitReason("shop", "Ready", "Ready");
    }
  }

  @Test
  void thePodThatHoldsTheClaimIsToldWithItsNodeAndWrittenOnce(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      PodPlace gateway = new PodPlace(test.cluster.bindPod("shop", "node-1"), "node-1");
      test.await("shop", status -> gateway.equals(status.volumes().getFirst().place()));
      assertThat(test.get("shop").getStatus().volumes().getFirst().holder()).isNull();

      Pod application = test.cluster.bindApplication("node-1");
      var held =
          test.await(
              "shop",
              status -> new PodPlace("app", "node-1").equals(status.volumes().getFirst().holder()));
      assertThat(held.getStatus().volumes().getFirst().place()).isEqualTo(gateway);
      test.awaitTurnAfter(() -> test.touchClaim("while it is held"));
      // A turn that has begun ends before the next one begins.
      test.awaitTurnAfter(() -> test.touchClaim("and still is"));
      assertThat(test.get("shop").getMetadata().getResourceVersion())
          .isEqualTo(held.getMetadata().getResourceVersion());

      test.client.resource(application).withGracePeriod(0).delete();
      var free = test.await("shop", status -> status.volumes().getFirst().holder() == null);
      assertThat(free.getStatus().volumes().getFirst().place()).isEqualTo(gateway);
    }
  }

  private static void answers(TestAccess test, Mount mount) {
    test.cluster.gatewaysAnswer(
        (pod, token) -> test.cluster.mountedDigest(pod).map(digest -> mounted(digest, mount)));
    test.touchClaim(mount.toString());
  }

  private static GatewayStatus mounted(String digest, Mount mount) {
    GatewayStatus well = PlayedCluster.well(digest);
    return new GatewayStatus(
        digest,
        List.of(),
        List.of(),
        well.confinement(),
        0,
        List.of(),
        false,
        GatewayStatus.Clients.NONE,
        List.of(mount),
        1,
        0,
        null);
  }

  private static VolumeStatus.Mount mount(BackupAccessStatus status) {
    return status.volumes().getFirst().mount();
  }

  /** Where the gateway is told to expect it. */
  private static String mount(TestAccess test) {
    try {
      return new ObjectMapper()
          .readTree(test.configuration("shop"))
          .at("/server/readOnlyMounts/0")
          .textValue();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
