package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A new template and the transfers of the pod whose place it takes. */
@ExtendWith(KubeApiServerExtension.class)
class UpdatePolicyTest {

  private static final String OTHER_TEMPLATE =
      "{\"pods\": {\"resources\": {\"requests\": {\"cpu\": \"10m\"}}}}";

  private final AtomicInteger sessions = new AtomicInteger(2);

  /** The pod of a gateway that is ready, and has had transfers since its first answer. */
  private String pulling(TestAccess test) {
    test.cluster.createBoundClaim("data");
    test.cluster.gatewaysAnswer(
        (pod, _) -> test.cluster.mountedDigest(pod).map(digest -> with(digest, sessions.get())));
    test.create(TestAccess.simple("shop"));
    test.cluster.giveAddress("shop", "203.0.113.7");
    test.cluster.runPod("shop", "127.0.0.1");
    test.awaitReason("shop", "Ready", "Ready");
    return uid(test);
  }

  @Test
  void aNewTemplateWaitsUntilNoTransferRuns(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      String pod = pulling(test);

      test.change("shop", OTHER_TEMPLATE);

      test.await(
          "shop",
          status ->
              TestAccess.condition(status, "GatewayReady")
                  .getMessage()
                  .contains("a new pod takes its place when no transfer runs"));
      assertThat(TestAccess.condition(test.get("shop").getStatus(), "GatewayReady").getReason())
          .isEqualTo("Serving");
      Deployment waiting = deployment(test);
      assertThat(waiting.getSpec().getPaused()).isTrue();
      assertThat(uid(test)).isEqualTo(pod);

      test.restartOperator(Map.of());
      test.awaitTurnAfter(() -> test.touchClaim("one turn"));
      test.awaitTurnAfter(() -> test.touchClaim("and another"));
      assertThat(deployment(test).getMetadata().getGeneration())
          .as("an operator that begins anew knows nothing of transfers at first")
          .isEqualTo(waiting.getMetadata().getGeneration());

      sessions.set(0);

      test.awaitUntil(() -> uid(test).equals(pod), false);
      test.cluster.runPod("shop", "127.0.0.1");
      var status = test.awaitReason("shop", "GatewayReady", "Serving").getStatus();
      assertThat(TestAccess.condition(status, "GatewayReady").getMessage())
          .isEqualTo("the gateway serves the configuration of this resource");
      test.awaitUntil(
          () ->
              deployment(test)
                  .getMetadata()
                  .getAnnotations()
                  .containsKey("backupaccess.io/update-waits-since"),
          false);
    }
  }

  @Test
  void whatTakesARightAwayDoesNotWait(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      String pod = pulling(test);
      test.change("shop", OTHER_TEMPLATE);
      test.awaitUntil(() -> Boolean.TRUE.equals(deployment(test).getSpec().getPaused()), true);

      test.change("shop", "{\"files\": {\"runAsUser\": 1234}}");

      test.awaitUntil(() -> uid(test).equals(pod), false);
    }
  }

  @Test
  void aPolicyOfNoWaitReplacesThePodAtOnce(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      String pod = pulling(test);

      test.change(
          "shop",
          OTHER_TEMPLATE.replace(
              "{\"resources", "{\"updatePolicy\": {\"maxWait\": \"0s\"}, \"resources"));

      test.awaitUntil(() -> uid(test).equals(pod), false);
    }
  }

  private static Deployment deployment(TestAccess test) {
    return test.client
        .apps()
        .deployments()
        .inNamespace(test.namespace)
        .withName("shop-gateway")
        .get();
  }

  private static String uid(TestAccess test) {
    return test.cluster.awaitPod("shop").getMetadata().getUid();
  }

  private static GatewayStatus with(String digest, int sessions) {
    GatewayStatus well = PlayedCluster.well(digest);
    return new GatewayStatus(
        digest,
        well.problems(),
        well.fingerprints(),
        well.confinement(),
        sessions,
        sessions == 0 ? List.of() : List.of("backup-host"),
        false,
        well.clients(),
        well.mounts(),
        well.documentVersion(),
        0,
        null);
  }
}
