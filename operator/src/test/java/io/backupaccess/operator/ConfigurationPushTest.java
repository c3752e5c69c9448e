package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class ConfigurationPushTest {

  private static final String NEW_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";
  private static final String PUSHED_AT = "backupaccess.io/configuration-pushed-at";

  @Test
  void aChangedKeyReachesTheRunningPodWithoutARoll(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      var before = test.createReady("shop").getStatus();
      String revoked = before.keys().getFirst().fingerprints().getFirst();
      Long generation = deploymentGeneration(test);
      Pod pod = test.cluster.awaitPod("shop");
      GatewayStatus old =
          test.cluster.wellBehaved().status(PlayedCluster.gatewayPod(pod), "").orElseThrow();

      // A kubelet that has not looked again yet.
      test.cluster.gatewaysAnswer(
          (p, token) ->
              Optional.of(
                  new GatewayStatus(
                      old.configurationDigest(),
                      List.of(),
                      List.of(revoked),
                      old.confinement(),
                      0,
                      List.of(),
                      false,
                      GatewayStatus.Clients.NONE,
                      List.of(),
                      1,
                      0,
                      null)));
      test.client
          .resource(test.yaml(TestAccess.simple("shop").replace(TestAccess.KEY, NEW_KEY)))
          .patch(PatchContext.of(PatchType.JSON_MERGE));

      test.await(
          "shop",
          status -> {
            var ready = TestAccess.condition(status, "GatewayReady");
            return ready.getReason().equals("ConfigurationPending")
                && ready.getMessage().contains("still accepts " + revoked);
          });
      String first = awaitPush(test, null);
      awaitPush(test, first);

      test.cluster.gatewaysAnswer(test.cluster.wellBehaved());
      test.awaitReason("shop", "Ready", "Ready");
      assertThat(deploymentGeneration(test)).isEqualTo(generation);
      assertThat(test.cluster.awaitPod("shop").getMetadata().getUid())
          .isEqualTo(pod.getMetadata().getUid());
      assertThat(test.cluster.awaitPod("shop").getMetadata().getAnnotations())
          .containsEntry(
              "backupaccess.io/configuration",
              test.cluster.mountedDigest(PlayedCluster.gatewayPod(pod)).orElseThrow());
    }
  }

  @Test
  void aRevocationReachesTheRunningPodWithoutARoll(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.cluster.gatewaysAnswer(test.cluster.wellBehaved());
      test.create(authority("[]"));
      test.cluster.giveAddress("shop", "203.0.113.7");
      test.cluster.runPod("shop", "127.0.0.1");
      var before = test.awaitReason("shop", "Ready", "Ready").getStatus();
      String authority = before.keys().getFirst().fingerprints().getFirst();
      Long generation = deploymentGeneration(test);
      Pod pod = test.cluster.awaitPod("shop");
      GatewayStatus old =
          test.cluster.wellBehaved().status(PlayedCluster.gatewayPod(pod), "").orElseThrow();
      test.cluster.gatewaysAnswer((p, token) -> Optional.of(accepting(old, authority)));

      change(test, authority("[\"42\"]"));
      var pending = test.awaitReason("shop", "GatewayReady", "ConfigurationPending").getStatus();
      // The authority itself is still to be accepted.
      assertThat(TestAccess.condition(pending, "GatewayReady").getMessage())
          .doesNotContain("still accepts");
      String first = awaitPush(test, null);
      awaitPush(test, first);

      change(test, TestAccess.simple("shop"));
      test.awaitUntil(
          () ->
              TestAccess.condition(test.get("shop").getStatus(), "GatewayReady")
                  .getMessage()
                  .contains("still accepts " + authority),
          true);

      change(test, authority("[\"42\"]"));
      test.cluster.gatewaysAnswer(test.cluster.wellBehaved());
      test.awaitUntil(() -> test.configuration("shop").contains("\"42\""), true);
      test.awaitReason("shop", "Ready", "Ready");
      assertThat(deploymentGeneration(test)).isEqualTo(generation);
      assertThat(test.cluster.awaitPod("shop").getMetadata().getUid())
          .isEqualTo(pod.getMetadata().getUid());
    }
  }

  private static GatewayStatus accepting(GatewayStatus old, String fingerprint) {
    return new GatewayStatus(
        old.configurationDigest(),
        List.of(),
        List.of(fingerprint),
        old.confinement(),
        0,
        List.of(),
        false,
        GatewayStatus.Clients.NONE,
        List.of(),
        1,
        0,
        null);
  }

  private static String authority(String serials) {
    return TestAccess.simple("shop")
        .replace(
            "publicKey: " + TestAccess.KEY,
            "certificateAuthority: {publicKey: %s, principals: [backup], revoked: {serials: %s}}"
                .formatted(NEW_KEY, serials));
  }

  private static void change(TestAccess test, String yaml) {
    test.client.resource(test.yaml(yaml)).patch(PatchContext.of(PatchType.JSON_MERGE));
  }

  @Test
  void aPodThatDoesNotTakeAConfigurationForAMinuteIsReplaced(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String uid = test.cluster.awaitPod("shop").getMetadata().getUid();
      test.cluster.gatewaysAnswer((p, token) -> Optional.of(PlayedCluster.well("0".repeat(64))));
      test.client
          .resource(test.yaml(TestAccess.simple("shop").replace(TestAccess.KEY, NEW_KEY)))
          .patch(PatchContext.of(PatchType.JSON_MERGE));
      awaitPush(test, null);

      // Time flies.
      test.client
          .pods()
          .inNamespace(test.namespace)
          .withName(test.cluster.awaitPod("shop").getMetadata().getName())
          .edit(
              pod ->
                  pod.edit()
                      .editMetadata()
                      .addToAnnotations(
                          "backupaccess.io/configuration-since", "2026-01-01T00:00:00Z")
                      .endMetadata()
                      .build());

      test.awaitUntil(
          () -> test.cluster.awaitPod("shop").getMetadata().getUid().equals(uid), false);
    }
  }

  private static String awaitPush(TestAccess test, String before) {
    test.awaitUntil(
        () -> {
          String at = pushedAt(test);
          return at != null && !at.equals(before);
        },
        true);
    return pushedAt(test);
  }

  private static String pushedAt(TestAccess test) {
    return test.cluster.awaitPod("shop").getMetadata().getAnnotations().get(PUSHED_AT);
  }

  private static Long deploymentGeneration(TestAccess test) {
    return test.client
        .apps()
        .deployments()
        .inNamespace(test.namespace)
        .withName("shop-gateway")
        .get()
        .getMetadata()
        .getGeneration();
  }
}
