package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.naming.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** There is no kubelet here: a pod that is bound to a node drains until the test ends. */
@ExtendWith(KubeApiServerExtension.class)
class EnforcementTest {

  private static final String ROLL =
      "{\"pods\": {\"annotations\": {\"cluster-autoscaler.kubernetes.io/safe-to-evict\": \"false\"}}}";
  private static final String OTHER_KEYS =
      """
      "keys": [{"name": "other", "grants": [{"volume": "db"}], "publicKey":
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH"}]
      """;

  @Test
  void aKeyThatIsRemovedWhileTheOldPodDrainsIsRemovedThereToo(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String old = test.cluster.bindPod("shop", "node-1");
      test.change("shop", ROLL);
      awaitLeaving(test, old);

      test.change("shop", "{" + OTHER_KEYS + "}");

      test.awaitUntil(() -> test.cluster.enforced().contains(toldOf(test, old)), true);
      // And once more, for what began there meanwhile.
      test.awaitUntil(
          () -> test.cluster.enforced().stream().filter(toldOf(test, old)::equals).count(), 2L);
    }
  }

  @Test
  void aPodThatDrainsAndDidNotHearIsToldAgain(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String old = test.cluster.bindPod("shop", "node-1");
      test.cluster.gatewaysDoNotHear();
      test.change(
          "shop",
          "{"
              + OTHER_KEYS
              + ", \"pods\": {\"annotations\": {\"cluster-autoscaler.kubernetes.io/safe-to-evict\": \"false\"}}}");

      test.awaitUntil(() -> test.cluster.enforced().size() > 3, true);
      assertThat(test.cluster.enforced()).containsOnly(toldOf(test, old));
    }
  }

  @Test
  void oneThatStaysUntilAnotherHasStartedGetsItAsEver(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop", "ReadWriteMany");
      String old = test.cluster.bindPod("shop", "node-1");
      test.change("shop", ROLL);
      test.awaitUntil(() -> test.cluster.pods("shop").size(), 2);

      test.change("shop", "{" + OTHER_KEYS + "}");

      test.awaitUntil(
          () ->
              Names.hash(test.configuration("shop"))
                  .equals(
                      test.cluster
                          .pod(old)
                          .getMetadata()
                          .getAnnotations()
                          .get("backupaccess.io/configuration")),
          true);
      assertThat(test.cluster.enforced()).isEmpty();
    }
  }

  private static String toldOf(TestAccess test, String pod) {
    return pod + " " + Names.hash(test.configuration("shop"));
  }

  private static void awaitLeaving(TestAccess test, String pod) {
    test.awaitUntil(() -> test.cluster.pod(pod).getMetadata().getDeletionTimestamp() != null, true);
  }
}
