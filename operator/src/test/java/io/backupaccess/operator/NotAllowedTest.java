package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.plan.Ending;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An author of resources gets of a pod and a Service what the operator's owner allows. */
@ExtendWith(KubeApiServerExtension.class)
class NotAllowedTest {

  private static final String POD =
      """
        pods:
          labels: {app: web}
          annotations:
            sidecar.istio.io/userVolume: '{"stolen": {"secret": {"secretName": "other"}}}'
            sidecar.istio.io/inject: "true"
          priorityClassName: system-node-critical
          serviceAccountName: builder
      """;

  @Test
  void whatIsNotAllowedOfAPodIsLeftOutAndTheRestIsServed(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop") + POD);
      var accepted =
          TestAccess.condition(
              test.awaitReason("shop", "Accepted", "NotAllowed").getStatus(), "Accepted");

      assertThat(accepted.getMessage())
          .contains(
              "spec.pods.labels: the operator does not allow app",
              "spec.pods.annotations: the operator does not allow sidecar.istio.io/inject,",
              "spec.pods.priorityClassName: the operator does not allow system-node-critical",
              "spec.pods.serviceAccountName: the operator does not allow builder",
              "the rest is in force");
      PodTemplateSpec template = test.template("shop");
      assertThat(template.getMetadata().getLabels())
          .doesNotContainKey("app")
          .containsEntry("sidecar.istio.io/inject", "false");
      assertThat(template.getMetadata().getAnnotations())
          .doesNotContainKey("sidecar.istio.io/userVolume")
          .containsEntry("sidecar.istio.io/inject", "false")
          .containsEntry("linkerd.io/inject", "disabled");
      assertThat(template.getSpec().getPriorityClassName()).isNull();
      assertThat(template.getSpec().getServiceAccountName()).isNull();
      assertThat(template.getSpec().getContainers()).hasSize(1);
    }
  }

  @Test
  void whatIsAllowedAnyMoreGoesWhenTheSettingIsTightened(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.restartOperator(
          Map.of(
              "ALLOWED_POD_LABELS", "app",
              "ALLOWED_POD_ANNOTATIONS", "sidecar.istio.io/*",
              "ALLOWED_SERVICE_ACCOUNTS", "*",
              "ALLOWED_PRIORITY_CLASSES", "system-*"));
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop") + POD);
      test.awaitReason("shop", "Accepted", "Accepted");
      PodTemplateSpec allowed = test.template("shop");
      assertThat(allowed.getMetadata().getLabels())
          .containsEntry("app", "web")
          .doesNotContainKey("sidecar.istio.io/inject");
      assertThat(allowed.getMetadata().getAnnotations())
          .containsEntry("sidecar.istio.io/inject", "true")
          .containsKey("sidecar.istio.io/userVolume");
      assertThat(allowed.getSpec().getPriorityClassName()).isEqualTo("system-node-critical");
      assertThat(allowed.getSpec().getServiceAccountName()).isEqualTo("builder");

      test.restartOperator(Map.of());

      test.awaitReason("shop", "Accepted", "NotAllowed");
      PodTemplateSpec tightened = test.template("shop");
      assertThat(tightened.getMetadata().getLabels()).doesNotContainKey("app");
      assertThat(tightened.getMetadata().getAnnotations())
          .doesNotContainKey("sidecar.istio.io/userVolume");
      assertThat(tightened.getSpec().getPriorityClassName()).isNull();
      assertThat(tightened.getSpec().getServiceAccountName()).isNull();
    }
  }

  @Test
  void aPodThatWasMadeWithItEndsAtOnceEvenIfNoneCanTakeItsPlace(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.restartOperator(Map.of("ALLOWED_POD_ANNOTATIONS", "sidecar.istio.io/*"));
      test.createReady("shop");
      test.change(
          "shop", "{\"pods\": {\"annotations\": {\"sidecar.istio.io/userVolume\": \"{}\"}}}");
      test.awaitUntil(
          () ->
              test.cluster.pods("shop").stream()
                  .map(pod -> pod.getMetadata().getAnnotations())
                  .map(found -> found.containsKey("sidecar.istio.io/userVolume"))
                  .toList(),
          List.of(true));
      String gateway = test.cluster.bindPod("shop", "node-1");
      test.client.secrets().inNamespace(test.namespace).withName("shop-host-keys").delete();
      test.touchClaim("the host key is gone");
      test.awaitReason("shop", "GatewayReady", "HostKeyMissing");
      test.change("shop", "{\"pods\": {\"annotations\": null}}");
      test.awaitTurnAfter(() -> test.touchClaim("one turn more"));
      assertThat(test.cluster.pod(gateway)).isNotNull();

      test.restartOperator(Map.of());

      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
      test.awaitUntil(() -> test.cluster.pods("shop").isEmpty(), true);
      assertThat(test.template("shop").getMetadata().getAnnotations())
          .doesNotContainKey("sidecar.istio.io/userVolume");
    }
  }

  @Test
  void aGatewayOfAPrivilegeThatIsNotAllowedAnyMoreGoesAtOnce(KubeApiServer server) {
    try (TestAccess test =
        new TestAccess(server, Map.of("backupaccess.io/allow-read-all", "true"))) {
      test.createReady("shop");
      test.change("shop", "{\"files\": {\"privilege\": \"ReadAll\"}}");
      String gateway = test.cluster.bindPod("shop", "node-1");

      test.restartOperator(Map.of("ALLOWED_PRIVILEGES", "Restricted"));

      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
      assertThat(test.cluster.ended()).contains(gateway + " " + Ending.SUSPENDED);
      test.awaitReason("shop", "GatewayReady", "NotAllowed");
      assertThat(TestAccess.condition(test.get("shop").getStatus(), "Accepted").getMessage())
          .startsWith("spec.files.privilege: the operator does not allow this privilege");
      test.awaitUntil(() -> test.cluster.pods("shop").isEmpty(), true);
    }
  }

  @Test
  void aServiceTypeThatIsNotAllowedLeavesTheServiceUntouched(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.restartOperator(Map.of("ALLOWED_SERVICE_TYPES", "LoadBalancer"));
      test.createReady("shop");
      Service before = service(test, "shop");

      test.change(
          "shop",
          "{\"service\": {\"type\": \"NodePort\", \"annotations\": {\"metallb.io/a\": \"b\"}}}");

      test.awaitReason("shop", "Accepted", "NotAllowed");
      assertThat(service(test, "shop").getMetadata().getResourceVersion())
          .isEqualTo(before.getMetadata().getResourceVersion());
      assertThat(test.cluster.ended()).isEmpty();
      test.awaitReason("shop", "GatewayReady", "Serving");

      test.create(TestAccess.simple("other") + "  service: {type: NodePort}\n");
      test.awaitReason("other", "Accepted", "NotAllowed");
      assertThat(service(test, "other")).isNull();
    }
  }

  @Test
  void nobodyIsServedByAServiceOfATypeThatIsNotAllowedAnyMore(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String gateway = test.cluster.bindPod("shop", "node-1");
      var addresses = test.get("shop").getStatus().addresses();

      test.restartOperator(Map.of("ALLOWED_SERVICE_TYPES", "ClusterIP"));

      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
      test.awaitReason("shop", "GatewayReady", "NotAllowed");
      Service service = service(test, "shop");
      assertThat(service.getSpec().getType()).isEqualTo("LoadBalancer");
      assertThat(service.getStatus().getLoadBalancer().getIngress().getFirst().getIp())
          .isEqualTo(addresses.getFirst().host());

      test.change("shop", "{\"service\": {\"type\": \"ClusterIP\"}}");
      test.awaitReason("shop", "Accepted", "Accepted");
      test.cluster.awaitPod("shop");
    }
  }

  @Test
  void annotationsOfTheServiceThatAreNotAllowedAreLeftOut(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.create(
          TestAccess.simple("shop")
              + """
                  service:
                    labels: {app: web}
                    annotations:
                      external-dns.alpha.kubernetes.io/hostname: bank.example.com
                      metallb.io/address-pool: backups
                """);
      test.awaitReason("shop", "Accepted", "NotAllowed");
      ObjectMeta made = service(test, "shop").getMetadata();
      assertThat(made.getAnnotations())
          .containsEntry("metallb.io/address-pool", "backups")
          .doesNotContainKey("external-dns.alpha.kubernetes.io/hostname");
      assertThat(made.getLabels()).doesNotContainKey("app");
    }
  }

  private static Service service(TestAccess test, String access) {
    return test.client.services().inNamespace(test.namespace).withName(access + "-gateway").get();
  }
}
