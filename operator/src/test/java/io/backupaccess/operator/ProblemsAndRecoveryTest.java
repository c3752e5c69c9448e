package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class ProblemsAndRecoveryTest {

  private static final String OTHER_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

  @Test
  void aClaimIsMissingThenUnboundThenServed(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.gatewaysAnswer(test.cluster.wellBehaved());
      test.create(TestAccess.simple("shop"));

      var missing = test.awaitReason("shop", "VolumesReady", "ClaimNotFound").getStatus();
      assertThat(missing.servedVolumes()).isEqualTo("0/1");
      assertThat(missing.volumes().getFirst().message()).contains("claim data does not exist");
      assertThat(test.configuration("shop"))
          .contains("\"name\" : \"db\"")
          .doesNotContain("/volumes/");

      test.cluster.createClaim("data");
      test.awaitReason("shop", "VolumesReady", "ClaimNotBound");

      test.cluster.createVolumeFor("data");
      test.awaitReason("shop", "VolumesReady", "WaitingForGateway");
      assertThat(test.configuration("shop")).contains("/volumes/");
      test.cluster.giveAddress("shop", "203.0.113.7");
      test.cluster.runPod("shop", "127.0.0.1");
      test.awaitReason("shop", "Ready", "Ready");

      test.awaitUntil(
          () -> reasons(test, "Warning").containsAll(List.of("ClaimNotFound", "ClaimNotBound")),
          true);
      test.awaitUntil(() -> reasons(test, "Normal").contains("VolumesServed"), true);
    }
  }

  @Test
  void aKeySecretSaysWhatItLacksUntilItLacksNothing(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.create(
          TestAccess.simple("shop")
              .replace(
                  "  volumes:",
                  "  - name: team\n    secretKeyRef: {name: team, key: authorized_keys}\n    grants: [{volume: db}]\n  volumes:"));
      test.awaitReason("shop", "ResolvedRefs", "KeySecretNotFound");
      assertThat(test.configuration("shop")).contains("backup-host").doesNotContain("team");

      var secret = test.client.secrets().inNamespace(test.namespace).withName("team");
      test.client
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withName("team")
                  .withNamespace(test.namespace)
                  .endMetadata()
                  .addToStringData("wrong", "x")
                  .build())
          .create();
      test.awaitReason("shop", "ResolvedRefs", "KeySecretNotConsented");

      secret.edit(
          s ->
              s.edit()
                  .editMetadata()
                  .addToLabels("backupaccess.io/keys", "true")
                  .endMetadata()
                  .build());
      test.awaitReason("shop", "ResolvedRefs", "KeySecretKeyNotFound");

      secret.edit(s -> s.edit().addToStringData("authorized_keys", "nonsense\n").build());
      test.awaitReason("shop", "ResolvedRefs", "InvalidKey");

      secret.edit(s -> s.edit().addToStringData("authorized_keys", OTHER_KEY + "\n").build());
      var status = test.awaitReason("shop", "ResolvedRefs", "ResolvedRefs").getStatus();
      assertThat(status.keys().getLast().fingerprints()).hasSize(1);
      assertThat(test.configuration("shop")).contains(OTHER_KEY);

      secret.delete();
      test.awaitReason("shop", "ResolvedRefs", "KeySecretNotFound");
      assertThat(test.configuration("shop")).doesNotContain(OTHER_KEY);
    }
  }

  @Test
  void aGatewayThatReadsEveryFileStopsWhenTheNamespaceNoLongerAllowsIt(KubeApiServer server) {
    try (TestAccess test =
        new TestAccess(server, Map.of("backupaccess.io/allow-read-all", "true"))) {
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop") + "  files: {privilege: ReadAll}\n");
      test.awaitReason("shop", "Accepted", "Accepted");
      assertThat(replicas(test)).isOne();

      test.withdraw("backupaccess.io/allow-read-all");

      test.awaitReason("shop", "Accepted", "ReadAllNotAllowed");
      test.awaitUntil(() -> replicas(test), 0);
    }
  }

  @Test
  void anObjectOfSomebodyElseWithAFieldOfEndlessNameIsNamedToo(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server);
        KubernetesClient tenant =
            RunningOperator.client(test.client.getConfiguration(), test.metrics)) {
      tenant
          .resource(
              tenant
                  .getKubernetesSerialization()
                  .unmarshal(
                      """
                      apiVersion: apps/v1
                      kind: Deployment
                      metadata: {name: shop-gateway, namespace: %s}
                      spec:
                        selector: {matchLabels: {app: other}}
                        template:
                          metadata: {labels: {app: other}}
                          spec:
                            containers:
                            - name: main
                              image: example/other:1
                              env: [{name: %s, value: x}]
                      """
                          .formatted(test.namespace, "X".repeat(60_000)),
                      Deployment.class))
          .create();
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop"));

      var status = test.awaitReason("shop", "GatewayReady", "NameTaken").getStatus();
      assertThat(TestAccess.condition(status, "GatewayReady").getMessage())
          .contains("Deployment shop-gateway");
    }
  }

  @Test
  void anObjectOfSomebodyElseIsLeftAloneAndNamed(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      var foreign =
          test.client
              .resource(
                  new ServiceBuilder()
                      .withNewMetadata()
                      .withName("shop-gateway")
                      .withNamespace(test.namespace)
                      .endMetadata()
                      .withNewSpec()
                      .addNewPort()
                      .withPort(80)
                      .endPort()
                      .endSpec()
                      .build())
              .create();
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop"));

      var status = test.awaitReason("shop", "GatewayReady", "NameTaken").getStatus();
      assertThat(TestAccess.condition(status, "GatewayReady").getMessage())
          .contains("Service shop-gateway");
      assertThat(test.client.resource(foreign).get().getMetadata().getResourceVersion())
          .isEqualTo(foreign.getMetadata().getResourceVersion());

      test.client.resource(foreign).delete();
      test.await(
          "shop", s -> !TestAccess.condition(s, "GatewayReady").getReason().equals("NameTaken"));
    }
  }

  @Test
  void noPodRunsWithTheConfigurationOfSomebodyElse(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      var foreign =
          test.client
              .resource(
                  new ConfigMapBuilder()
                      .withNewMetadata()
                      .withName("shop-gateway")
                      .withNamespace(test.namespace)
                      .endMetadata()
                      .addToData("gateway.json", "{}")
                      .build())
              .create();
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop"));

      test.awaitReason("shop", "GatewayReady", "NameTaken");
      test.awaitUntil(() -> replicas(test), 0);

      test.client.resource(foreign).delete();
      test.awaitUntil(() -> replicas(test), 1);
    }
  }

  @Test
  void whatTheApiServerRefusesIsSaidAndTheRestIsMade(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.create(
          TestAccess.simple("shop") + "  pods: {tolerations: [{key: a, operator: Nonsense}]}\n");

      var status = test.awaitReason("shop", "GatewayReady", "ApplyRejected").getStatus();
      assertThat(TestAccess.condition(status, "GatewayReady").getMessage())
          .contains("Deployment shop-gateway", "tolerations");
      assertThat(test.client.services().inNamespace(test.namespace).withName("shop-gateway").get())
          .isNotNull();
    }
  }

  @Test
  void aPodThatWaitsSaysWhy(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop"));
      var pod = test.cluster.awaitPod("shop");
      test.client
          .resource(pod)
          .editStatus(
              p ->
                  p.edit()
                      .editOrNewStatus()
                      .addNewContainerStatus()
                      .withName("gateway")
                      .withImage("i")
                      .withImageID("")
                      .withReady(false)
                      .withRestartCount(0)
                      .withNewState()
                      .withNewWaiting("no such image", "ImagePullBackOff")
                      .endState()
                      .endContainerStatus()
                      .endStatus()
                      .build());

      var status = test.awaitReason("shop", "GatewayReady", "ImagePullBackOff").getStatus();
      assertThat(TestAccess.condition(status, "GatewayReady").getMessage())
          .contains("no such image");
    }
  }

  private static int replicas(TestAccess test) {
    return test.client
        .apps()
        .deployments()
        .inNamespace(test.namespace)
        .withName("shop-gateway")
        .waitUntilCondition(d -> d != null, 60, TimeUnit.SECONDS)
        .getSpec()
        .getReplicas();
  }

  private static List<String> reasons(TestAccess test, String type) {
    return test.client.events().v1().events().inNamespace(test.namespace).list().getItems().stream()
        .filter(event -> "BackupAccess".equals(event.getRegarding().getKind()))
        .filter(event -> type.equals(event.getType()))
        .map(Event::getReason)
        .toList();
  }
}
