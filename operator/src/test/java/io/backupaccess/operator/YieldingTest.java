package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.plan.Ending;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** There is no kubelet here: a pod that is bound to a node stays until somebody insists. */
@ExtendWith(KubeApiServerExtension.class)
class YieldingTest {

  @Test
  void aClaimThatIsDeletedIsLetGoByAPodThatWouldDrainForMinutes(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String gateway = test.cluster.bindPod("shop", "node-1");

      test.client.persistentVolumeClaims().inNamespace(test.namespace).withName("data").delete();

      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
      test.awaitUntil(
          () ->
              test.client
                      .persistentVolumeClaims()
                      .inNamespace(test.namespace)
                      .withName("data")
                      .get()
                  == null,
          true);
      assertThat(yielded(test))
          .containsExactly(
              "claim data is being deleted: pod " + gateway + " ends its transfers and goes");
    }
  }

  @Test
  void aGatewayMakesWayForAnApplicationOnAnotherNodeAndFollowsIt(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String gateway = test.cluster.bindPod("shop", "node-1");

      test.cluster.bindApplication("node-2");

      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
      assertThat(yielded(test))
          .containsExactly(
              "pod app needs claim data on node node-2: pod "
                  + gateway
                  + " ends its transfers and goes");
      Pod next = test.cluster.awaitPod("shop");
      assertThat(next.getSpec().getAffinity().getNodeAffinity().toString()).contains("node-2");
    }
  }

  @Test
  void aSuspendedGatewayGoesAtOnceAndItsClientsAreTold(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String gateway = test.cluster.bindPod("shop", "node-1");

      test.change("shop", "{\"suspend\": true}");

      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
      assertThat(test.cluster.ended()).containsExactly(gateway + " " + Ending.SUSPENDED);
      test.awaitReason("shop", "GatewayReady", "Suspended");
      assertThat(notes(test, "Suspended"))
          .containsExactly("spec.suspend is true: pod " + gateway + " ends its transfers and goes");
    }
  }

  @Test
  void aGatewayThatDidNotHearIsToldAgainAndOneEventTellsOfIt(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String gateway = test.cluster.bindPod("shop", "node-1");
      test.cluster.gatewaysDoNotHear();

      test.client.persistentVolumeClaims().inNamespace(test.namespace).withName("data").delete();

      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
      assertThat(test.cluster.ended())
          .hasSizeGreaterThan(1)
          .containsOnly(gateway + " " + Ending.YIELDED);
      assertThat(yielded(test)).hasSize(1);
    }
  }

  @Test
  void aClaimIsLetGoWhileTheHostKeyIsMissingToo(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String gateway = test.cluster.bindPod("shop", "node-1");
      test.client.secrets().inNamespace(test.namespace).withName("shop-host-keys").delete();
      test.touchClaim("the host key is gone");
      test.awaitReason("shop", "GatewayReady", "HostKeyMissing");
      assertThat(test.cluster.pod(gateway)).isNotNull();

      test.client.persistentVolumeClaims().inNamespace(test.namespace).withName("data").delete();

      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
      test.awaitReason("shop", "GatewayReady", "HostKeyMissing");
      test.awaitUntil(() -> test.cluster.pods("shop").isEmpty(), true);
    }
  }

  @Test
  void aGatewayThatMayNotReadEveryFileAnyMoreGoesAtOnce(KubeApiServer server) {
    try (TestAccess test =
        new TestAccess(server, Map.of("backupaccess.io/allow-read-all", "true"))) {
      test.createReady("shop");
      test.change("shop", "{\"files\": {\"privilege\": \"ReadAll\"}}");
      String gateway = test.cluster.bindPod("shop", "node-1");

      test.withdraw("backupaccess.io/allow-read-all");
      test.touchClaim("consent is withdrawn");

      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
      assertThat(test.cluster.ended()).contains(gateway + " " + Ending.SUSPENDED);
      assertThat(notes(test, "Suspended").getFirst())
          .startsWith("the namespace does not allow a gateway that reads every file");
    }
  }

  @Test
  void aVolumeThatIsTakenOutOfTheResourceHurriesNobody(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String gateway = test.cluster.bindPod("shop", "node-1");
      test.cluster.createBoundClaim("other");

      test.change(
          "shop",
          """
          {"keys": [{"name": "backup-host", "publicKey": "%s", "grants": [{"volume": "other"}]}],
           "volumes": [{"name": "other", "claimName": "other"}]}
          """
              .formatted(TestAccess.KEY));

      test.awaitUntil(
          () -> test.cluster.pod(gateway).getMetadata().getDeletionTimestamp() != null, true);
      test.awaitTurnAfter(() -> test.touchClaim("one turn more"));
      test.awaitTurnAfter(() -> test.touchClaim("and another"));
      assertThat(test.cluster.ended()).isEmpty();
      assertThat(yielded(test)).isEmpty();
      assertThat(test.cluster.pod(gateway).getMetadata().getDeletionGracePeriodSeconds())
          .isGreaterThan(60);

      test.client.persistentVolumeClaims().inNamespace(test.namespace).withName("data").delete();
      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
    }
  }

  private static List<String> yielded(TestAccess test) {
    return notes(test, "Yielded");
  }

  private static List<String> notes(TestAccess test, String reason) {
    return test.client.events().v1().events().inNamespace(test.namespace).list().getItems().stream()
        .filter(event -> event.getReason().equals(reason))
        .map(Event::getNote)
        .toList();
  }
}
