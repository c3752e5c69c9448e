package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.naming.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A volume is served when a pod says so, and not because it is planned. */
@ExtendWith(KubeApiServerExtension.class)
class ServedVolumesTest {

  private static final String TWO =
      """
      {"keys": [{"name": "backup-host", "publicKey": "%s", "grants": [{"volume": "*"}]}],
       "volumes": [{"name": "db", "claimName": "data"}, {"name": "media", "claimName": "media"}]}
      """
          .formatted(TestAccess.KEY);

  @Test
  void nothingIsServedWhileNoPodRuns(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.cluster.gatewaysAnswer(test.cluster.wellBehaved());
      test.create(TestAccess.simple("shop"));
      test.cluster.giveAddress("shop", "203.0.113.7");
      unschedulable(test, test.cluster.awaitPod("shop"));

      var status = test.awaitReason("shop", "GatewayReady", "Unschedulable").getStatus();
      assertWaiting(status, 0);
      assertThat(status.servedVolumes()).isEqualTo("0/1");
      assertThat(TestAccess.condition(status, "Ready").getReason()).isEqualTo("Unschedulable");
      assertThat(events(test)).isEmpty();

      test.cluster.runPod("shop", "127.0.0.1");
      var served = test.awaitReason("shop", "Ready", "Ready").getStatus();
      assertThat(served.volumes().getFirst().reason()).isEqualTo("Served");
      assertThat(served.volumes().getFirst().mode()).isEqualTo(VolumeSpec.Mode.READ_ONLY);
      assertThat(served.servedVolumes()).isEqualTo("1/1");
      test.awaitUntil(() -> events(test), List.of("every volume is served"));
    }
  }

  @Test
  void aVolumeThatIsAddedIsServedWhenItsPodIsThereAndTheOthersStay(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop", "ReadWriteMany");
      String old = test.cluster.awaitPod("shop").getMetadata().getName();
      test.cluster.createBoundClaim("media", "ReadWriteMany");
      test.change("shop", TWO);

      // That the claim is bound may be seen after the change of the resource.
      var status =
          test.await(
                  "shop",
                  found ->
                      found.volumes().size() == 2
                          && found.volumes().getLast().reason().equals("WaitingForGateway"))
              .getStatus();
      assertThat(status.volumes().getFirst().served()).isTrue();
      assertWaiting(status, 1);

      Pod next = awaitPodWith(test, "media");
      // Both pods take the configuration, and only one has the claim.
      test.awaitTurnAfter(() -> test.touchClaim("the old pod has taken it"));
      test.awaitTurnAfter(() -> test.touchClaim("and that turn has ended"));
      status = test.get("shop").getStatus();
      assertThat(status.servedVolumes()).isEqualTo("1/2");
      assertThat(status.volumes().getFirst().place().podName()).isEqualTo(old);
      assertWaiting(status, 1);

      test.cluster.run(next, "127.0.0.2");
      status = test.await("shop", found -> "2/2".equals(found.servedVolumes())).getStatus();
      assertThat(status.volumes().getLast().place().podName())
          .isEqualTo(next.getMetadata().getName());
      test.awaitReason("shop", "Ready", "Ready");
    }
  }

  @Test
  void whatIsServedStaysSoWhileThePodTakesAChange(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String digest = Names.hash(test.configuration("shop"));
      test.cluster.gatewaysAnswer((pod, token) -> Optional.of(PlayedCluster.well(digest)));
      test.change("shop", "{\"server\": {\"exemptPeers\": [\"203.0.113.0/24\"]}}");

      var status = test.awaitReason("shop", "GatewayReady", "ConfigurationPending").getStatus();
      assertThat(TestAccess.condition(status, "VolumesReady").getStatus()).isEqualTo("True");
      assertThat(status.servedVolumes()).isEqualTo("1/1");
    }
  }

  @Test
  void nothingIsServedByAPodWhoseProbesFail(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      test.client
          .resource(test.cluster.awaitPod("shop"))
          .editStatus(
              pod ->
                  pod.edit()
                      .editStatus()
                      .editMatchingCondition(one -> one.getType().equals("Ready"))
                      .withStatus("False")
                      .endCondition()
                      .endStatus()
                      .build());

      var status = test.awaitReason("shop", "VolumesReady", "WaitingForGateway").getStatus();
      assertWaiting(status, 0);
    }
  }

  private static void assertWaiting(BackupAccessStatus status, int volume) {
    VolumeStatus waiting = status.volumes().get(volume);
    assertThat(waiting.served()).isFalse();
    assertThat(waiting.reason()).isEqualTo("WaitingForGateway");
    var condition = TestAccess.condition(status, "VolumesReady");
    assertThat(condition.getStatus()).isEqualTo("Unknown");
    assertThat(condition.getMessage()).endsWith("has said yet that it has " + waiting.name());
    assertThat(TestAccess.condition(status, "Ready").getStatus()).isEqualTo("False");
  }

  /** Plays the scheduler. */
  private static void unschedulable(TestAccess test, Pod pod) {
    test.client
        .resource(pod)
        .editStatus(
            found ->
                found
                    .edit()
                    .editOrNewStatus()
                    .addNewCondition()
                    .withType("PodScheduled")
                    .withStatus("False")
                    .withReason("Unschedulable")
                    .withMessage("0/2 nodes are available")
                    .endCondition()
                    .endStatus()
                    .build());
  }

  private static Pod awaitPodWith(TestAccess test, String claim) {
    test.awaitUntil(() -> podWith(test, claim).isPresent(), true);
    return podWith(test, claim).orElseThrow();
  }

  private static Optional<Pod> podWith(TestAccess test, String claim) {
    return test.cluster.pods("shop").stream()
        .filter(
            pod ->
                pod.getSpec().getVolumes().stream()
                    .anyMatch(
                        volume ->
                            volume.getPersistentVolumeClaim() != null
                                && claim.equals(volume.getPersistentVolumeClaim().getClaimName())))
        .findFirst();
  }

  private static List<String> events(TestAccess test) {
    return test.client.events().v1().events().inNamespace(test.namespace).list().getItems().stream()
        .filter(event -> "VolumesServed".equals(event.getReason()))
        .map(Event::getNote)
        .toList();
  }
}
