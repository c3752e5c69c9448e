package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class NodesTest {

  private static final String ADDRESS = "192.0.2.17";

  @Test
  void anOperatorThatMaySeeNodesTellsOfThemAndOneThatMayNotGoesWithout(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      Node node = createNode(test);
      try {
        test.createReady("shop");
        assertThat(test.configuration("shop")).doesNotContain("natPeers");

        test.stopOperator();
        TestRole.grantCluster(test.client, test.namespace, "operator");
        test.startOperator();

        test.awaitUntil(() -> nodes(test).contains(ADDRESS + "/32"), true);
        assertThat(nodes(test)).contains("198.51.100.0/31");
        assertThat(test.configuration("shop"))
            .contains("\"natPeersFile\" : \"/etc/backup-access/config/nodes.json\"")
            .doesNotContain(ADDRESS);
      } finally {
        test.client.resource(node).delete();
        TestRole.revokeCluster(test.client, test.namespace);
      }
    }
  }

  @Test
  void nodesThatComeAndGoAreToldOfByTheWayAndLeaveTheGatewayReady(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      TestRole.grantCluster(test.client, test.namespace, "operator");
      Node node = createNode(test);
      List<Node> many = new ArrayList<>();
      try {
        test.stopOperator();
        test.startOperator();
        test.createReady("shop");
        test.awaitUntil(() -> nodes(test).contains(ADDRESS + "/32"), true);
        test.awaitReason("shop", "Ready", "Ready");
        Condition ready = TestAccess.condition(test.get("shop").getStatus(), "Ready");
        // It was pushed what it began with, at most.
        Map<String, String> annotations = annotations(test);

        for (int wave = 0; wave < 4; wave++) {
          for (int i = 0; i < 50; i++) {
            many.add(createNode(test, wave + "-" + i, "203.0." + wave + "." + (i + 1)));
          }
          String last = "203.0." + wave + ".50/32";
          test.touchClaim("wave " + wave);
          awaitNodes(test, text -> text.contains(last));
        }
        many.forEach(one -> test.client.resource(one).delete());
        test.touchClaim("all gone");
        awaitNodes(test, text -> !text.contains("203.0."));
        test.awaitTurnAfter(() -> test.touchClaim("once more"));

        assertThat(annotations(test)).isEqualTo(annotations);
        Condition still = TestAccess.condition(test.get("shop").getStatus(), "Ready");
        assertThat(still).isEqualTo(ready);
      } finally {
        test.client.resource(node).delete();
        many.forEach(one -> test.client.resource(one).delete());
        TestRole.revokeCluster(test.client, test.namespace);
      }
    }
  }

  /** A node starts no turn by itself. */
  private static void awaitNodes(TestAccess test, Predicate<String> wanted) {
    AtomicInteger touches = new AtomicInteger();
    test.awaitUntil(
        () -> {
          test.touchClaim("look " + touches.incrementAndGet());
          return wanted.test(nodes(test));
        },
        true);
  }

  private static Map<String, String> annotations(TestAccess test) {
    return test.cluster.awaitPod("shop").getMetadata().getAnnotations();
  }

  private static String nodes(TestAccess test) {
    return test.client
        .configMaps()
        .inNamespace(test.namespace)
        .withName("shop-gateway")
        .get()
        .getData()
        .getOrDefault("nodes.json", "");
  }

  /** A node that nothing runs on. */
  static Node createNode(TestAccess test) {
    return createNode(test, "0", ADDRESS);
  }

  private static Node createNode(TestAccess test, String name, String address) {
    return test.client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(test.namespace + "-" + name)
                .endMetadata()
                .withNewSpec()
                .withUnschedulable(true)
                .withPodCIDRs("198.51.100.0/24")
                .withPodCIDR("198.51.100.0/24")
                .endSpec()
                .withNewStatus()
                .addNewAddress(address, "InternalIP")
                .endStatus()
                .build())
        .create();
  }
}
