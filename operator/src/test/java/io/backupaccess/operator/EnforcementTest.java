package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.naming.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
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
      test.awaitUntil(() -> test.configuration("shop").contains("\"other\""), true);

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

  @Test
  void oneThatStaysGetsItWhileItsSuccessorHasStillToGiveItsFirstAnswer(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop", "ReadWriteMany");
      String old = test.cluster.bindPod("shop", "node-1");
      CountDownLatch asked = new CountDownLatch(1);
      PlayedGateway well = test.cluster.wellBehaved();
      test.cluster.gatewaysAnswer(
          (pod, token) -> pod.name().equals(old) ? well.status(pod, token) : never(asked));
      test.change("shop", ROLL);
      test.awaitUntil(() -> test.cluster.pods("shop").size(), 2);
      test.cluster.pods("shop").stream()
          .filter(pod -> !pod.getMetadata().getName().equals(old))
          .forEach(pod -> begin(test, pod));
      test.awaitUntil(asked::getCount, 0L);

      test.change("shop", "{" + OTHER_KEYS + "}");
      test.awaitUntil(() -> test.configuration("shop").contains("\"other\""), true);

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
    }
  }

  private static Optional<GatewayStatus> never(CountDownLatch asked) {
    asked.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // The operator ends.
    }
    return Optional.empty();
  }

  /** Runs it as far as its start. */
  private static void begin(TestAccess test, Pod pod) {
    test.client
        .resource(pod)
        .editStatus(
            found ->
                found
                    .edit()
                    .editOrNewStatus()
                    .withPhase("Running")
                    .withPodIP("127.0.0.1")
                    .endStatus()
                    .build());
  }

  private static String toldOf(TestAccess test, String pod) {
    return pod + " " + Names.hash(test.configuration("shop"));
  }

  private static void awaitLeaving(TestAccess test, String pod) {
    test.awaitUntil(() -> test.cluster.pod(pod).getMetadata().getDeletionTimestamp() != null, true);
  }
}
