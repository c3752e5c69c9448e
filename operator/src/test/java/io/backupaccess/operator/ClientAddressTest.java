package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.gatewayconfig.GatewayStatus.Clients;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class ClientAddressTest {

  private static final Clients VISIBLE = new Clients(List.of("backup-host"), List.of(), List.of());
  private static final Clients HIDDEN = new Clients(List.of(), List.of("backup-host"), List.of());
  private static final Clients REFUSED = new Clients(List.of(), List.of(), List.of("backup-host"));

  private final AtomicReference<Clients> seen = new AtomicReference<>(Clients.NONE);

  @Test
  void isWhatTheGatewaySawAndAKeyThatWasRefusedForItIsToldOf(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      Node node = NodesTest.createNode(test);
      test.stopOperator();
      TestRole.grantCluster(test.client, test.namespace, "operator");
      test.startOperator();
      try {
        start(test);
        await(test, "NoClientYet");

        seen.set(VISIBLE);
        await(test, "Visible");

        seen.set(REFUSED);
        var status = await(test, "ClientAddressHidden").getStatus();
        var visible = TestAccess.condition(status, "ClientAddressVisible");
        assertThat(visible.getStatus()).isEqualTo("False");
        assertThat(visible.getMessage())
            .startsWith("spec.keys[0].sourceRanges: ")
            .contains("externalTrafficPolicy Local", "PROXY protocol");
        assertThat(status.keys().getFirst().reason()).isEqualTo("ClientAddressHidden");
        assertThat(TestAccess.condition(status, "Accepted").getStatus()).isEqualTo("True");
        assertThat(TestAccess.condition(status, "Ready").getStatus())
            .as("no client can change it")
            .isEqualTo("True");
        test.awaitUntil(() -> events(test), List.of(visible.getMessage()));

        seen.set(VISIBLE);
        await(test, "Visible");

        seen.set(HIDDEN);
        await(test, "NoKeyNeedsIt");
      } finally {
        test.client.resource(node).delete();
        TestRole.revokeCluster(test.client, test.namespace);
      }
    }
  }

  @Test
  void isUnknownToAnOperatorThatMayNotSeeNodesAndWhatMayComeByAnyIsRefused(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      start(test);
      assertThat(test.configuration("shop")).doesNotContain("natPeers", "clientRoute");

      seen.set(VISIBLE);
      touch(test);
      await(test, "NodesUnknown");

      BackupAccess cluster = test.yaml(bound() + "  service: {externalTrafficPolicy: Cluster}\n");
      test.client.resource(cluster).patch(PatchContext.of(PatchType.JSON_MERGE));
      test.awaitUntil(
          () ->
              test.configuration("shop").contains("\"natPeers\" : [ \"0.0.0.0/0\", \"::/0\" ]")
                  && test.configuration("shop").contains("clientRoute"),
          true);

      seen.set(REFUSED);
      touch(test);
      var status = await(test, "ClientAddressHidden").getStatus();
      assertThat(TestAccess.condition(status, "ClientAddressVisible").getMessage())
          .contains("may not see the addresses of the cluster's nodes");
    }
  }

  private void start(TestAccess test) {
    test.cluster.createBoundClaim("data");
    test.cluster.gatewaysAnswer(
        (pod, token) ->
            test.cluster.mountedDigest(pod).map(digest -> PlayedCluster.well(digest, seen.get())));
    test.create(bound());
    test.cluster.giveAddress("shop", "203.0.113.7");
    test.cluster.runPod("shop", "127.0.0.1");
    test.awaitReason("shop", "Ready", "Ready");
  }

  private static String bound() {
    return TestAccess.simple("shop")
        .replace("  volumes:", "    sourceRanges: [203.0.113.0/24]\n  volumes:");
  }

  private static BackupAccess await(TestAccess test, String reason) {
    touch(test);
    return test.awaitReason("shop", "ClientAddressVisible", reason);
  }

  /** The regular look at the gateway is up to 75 seconds away. */
  private static void touch(TestAccess test) {
    test.awaitTurnAfter(
        () ->
            test.client
                .services()
                .inNamespace(test.namespace)
                .withName("shop-gateway")
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"metadata\": {\"annotations\": {\"touched\": \"%d\"}}}"
                        .formatted(System.nanoTime())));
  }

  private static List<String> events(TestAccess test) {
    return test.client.events().v1().events().inNamespace(test.namespace).list().getItems().stream()
        .filter(event -> "ClientAddressHidden".equals(event.getReason()))
        .map(Event::getNote)
        .toList();
  }
}
