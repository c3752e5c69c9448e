package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class NodesTest {

  private static final String ADDRESS = "192.0.2.17";

  @Test
  void an_operator_that_may_see_nodes_tells_of_them_and_one_that_may_not_goes_without(
      KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      Node node = createNode(test);
      try {
        test.createReady("shop");
        assertThat(test.configuration("shop")).doesNotContain("natPeers");

        test.stopOperator();
        TestRole.grantCluster(test.client, test.namespace, "operator");
        test.startOperator();

        test.awaitUntil(() -> test.configuration("shop").contains(ADDRESS + "/32"), true);
        assertThat(test.configuration("shop")).contains("198.51.100.0/31");
      } finally {
        test.client.resource(node).delete();
        TestRole.revokeCluster(test.client, test.namespace);
      }
    }
  }

  /** A node that nothing runs on. */
  static Node createNode(TestAccess test) {
    return test.client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(test.namespace)
                .endMetadata()
                .withNewSpec()
                .withUnschedulable(true)
                .withPodCIDRs("198.51.100.0/24")
                .withPodCIDR("198.51.100.0/24")
                .endSpec()
                .withNewStatus()
                .addNewAddress(ADDRESS, "InternalIP")
                .endStatus()
                .build())
        .create();
  }
}
