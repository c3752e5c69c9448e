package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.gitops.Health;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The reasons that Kubernetes has are told, with what to do. */
@ExtendWith(KubeApiServerExtension.class)
class KubernetesSaysWhyTest {

  /** As a kubelet or a cloud's controller writes it. */
  private static void tell(
      TestAccess test,
      HasMetadata about,
      String type,
      String reason,
      String message,
      Instant time) {
    String now = time.truncatedTo(ChronoUnit.SECONDS).toString();
    test.client
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withGenerateName("told-")
                .withNamespace(test.namespace)
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(test.namespace)
                .withName(about.getMetadata().getName())
                .withUid(about.getMetadata().getUid())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build())
        .create();
  }

  private static String message(TestAccess test, String type, String reason) {
    return TestAccess.condition(test.awaitReason("shop", type, reason).getStatus(), type)
        .getMessage();
  }

  @Test
  void aVolumeThatCannotBeMountedIsToldUntilItCan(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop"));
      var pod = test.cluster.awaitPod("shop");
      tell(
          test,
          pod,
          "Warning",
          "FailedMount",
          "MountVolume.SetUp failed: exit status 32",
          Instant.now());

      assertThat(message(test, "GatewayReady", "FailedMount"))
          .startsWith("FailedMount: MountVolume.SetUp failed: exit status 32; ")
          .contains("storage driver");
      assertThat(Health.flux(test.get("shop"))).isEqualTo("inProgress");

      tell(
          test,
          pod,
          "Normal",
          "Pulled",
          "Container image is present",
          Instant.now().plusSeconds(1));
      test.awaitReason("shop", "GatewayReady", "GatewayStarting");
    }
  }

  @Test
  void aPodThatTheNamespaceSPodSecurityRefusesIsTold(KubeApiServer server) {
    try (TestAccess test =
        new TestAccess(server, Map.of("backupaccess.io/allow-read-all", "true"))) {
      test.client
          .namespaces()
          .withName(test.namespace)
          .edit(
              namespace ->
                  namespace
                      .edit()
                      .editMetadata()
                      .addToLabels("pod-security.kubernetes.io/enforce", "baseline")
                      .endMetadata()
                      .build());
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop") + "  files: {privilege: ReadAll}\n");

      assertThat(message(test, "GatewayReady", "FailedCreate"))
          .contains("violates PodSecurity", "ReadAllBaseline fits baseline");
    }
  }

  @Test
  void aQuotaThatIsUsedUpIsTold(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.client
          .resource(
              new ResourceQuotaBuilder()
                  .withNewMetadata()
                  .withName("none")
                  .withNamespace(test.namespace)
                  .endMetadata()
                  .withNewSpec()
                  .addToHard("pods", new Quantity("0"))
                  .endSpec()
                  .build())
          .create();
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop"));

      assertThat(message(test, "GatewayReady", "FailedCreate"))
          .contains("exceeded quota: none", "raise the namespace's quota");
    }
  }

  @Test
  void anAddressThatTheCloudDoesNotGiveIsToldWithItsReason(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.gatewaysAnswer(test.cluster.wellBehaved());
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop"));
      test.cluster.runPod("shop", "127.0.0.1");
      test.awaitReason("shop", "Ready", "AddressPending");

      var service =
          test.client.services().inNamespace(test.namespace).withName("shop-gateway").get();
      tell(
          test,
          service,
          "Warning",
          "SyncLoadBalancerFailed",
          "no more addresses in the pool",
          Instant.now());
      test.await(
          "shop",
          status ->
              TestAccess.condition(status, "Ready")
                  .getMessage()
                  .contains("SyncLoadBalancerFailed: no more addresses in the pool"));

      test.cluster.giveAddress("shop", "203.0.113.7");
      test.awaitReason("shop", "Ready", "Ready");
      assertThat(Health.argoCd(test.get("shop"))).isEqualTo("Healthy");
      assertThat(Health.flux(test.get("shop"))).isEqualTo("current");
    }
  }
}
