package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.apply.Attempts;
import io.backupaccess.operator.apply.ConfigurationPush;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.plan.Ending;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Something that admits pods refuses what the operator does to them. The rest happens. */
@ExtendWith(KubeApiServerExtension.class)
class PodWritesRefusedTest {

  private static final String NEW_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

  @Test
  void aPodThatMayNotBeChangedIsToldOfAndTheStatusIsThatOfTheNewSpec(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      BackupAccessStatus before = test.createReady("shop").getStatus();
      String revoked = before.keys().getFirst().fingerprints().getFirst();
      try (Refusal refusal = new Refusal(server, test, "UPDATE")) {
        oldConfiguration(test);
        changeKeys(test);

        BackupAccessStatus status =
            test.awaitReason("shop", "GatewayReady", "PodWriteRejected").getStatus();
        assertThat(TestAccess.condition(status, "GatewayReady").getMessage())
            .contains(
                "has not taken the newest configuration yet", "Pod shop-gateway", refusal.said);
        assertThat(status.keys().getFirst().name()).isEqualTo("other");
        assertThat(status.keys().getFirst().fingerprints()).doesNotContain(revoked);
        test.awaitUntil(() -> events(test).isEmpty(), false);

        // The kubelet looks by itself in the end.
        test.cluster.gatewaysAnswer(test.cluster.wellBehaved());
        test.awaitReason("shop", "Ready", "Ready");
      }
    }
  }

  @Test
  void aPodThatMayNotBeChangedMakesWayAllTheSame(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String gateway = test.cluster.bindPod("shop", "node-1");
      try (Refusal _ = new Refusal(server, test, "UPDATE")) {
        oldConfiguration(test);
        changeKeys(test);
        test.awaitReason("shop", "GatewayReady", "PodWriteRejected");

        test.cluster.bindApplication("node-2");

        test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
      }
    }
  }

  @Test
  void aPodThatMayNotBeDeletedIsToldToEndAndTheStatusSaysSo(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String gateway = test.cluster.bindPod("shop", "node-1");
      try (Refusal refusal = new Refusal(server, test, "DELETE")) {
        test.change("shop", "{\"suspend\": true}");

        BackupAccessStatus status =
            test.awaitReason("shop", "GatewayReady", "PodWriteRejected").getStatus();
        assertThat(TestAccess.condition(status, "GatewayReady").getMessage())
            .contains("spec.suspend is true", refusal.said);
        assertThat(test.cluster.ended()).containsExactly(gateway + " " + Ending.SUSPENDED);
      }
      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);
      test.awaitReason("shop", "GatewayReady", "Suspended");
    }
  }

  /** Its annotations cannot say since when. */
  @Test
  void aPodThatMayNotBeChangedAndDoesNotLookByItselfIsReplacedInTheEnd(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      test.stopOperator();
      Pod live = test.cluster.awaitPod("shop");
      GatewayPod pod = PlayedCluster.gatewayPod(live);
      Instant start = Instant.parse("2026-01-01T00:00:00Z");
      AtomicReference<Instant> now = new AtomicReference<>(start);
      try (Refusal refusal = new Refusal(server, test, "UPDATE");
          KubernetesClient account = server.clientAs(test.namespace, "operator")) {
        ConfigurationPush push = new ConfigurationPush(account, clock(now));
        GatewayStatus old = PlayedCluster.well("0".repeat(64));

        for (Duration later : List.of(Duration.ZERO, Duration.ofSeconds(179))) {
          now.set(start.plus(later));
          Attempts attempts = new Attempts();
          assertThat(push.push(test.namespace, pod, old, "1".repeat(64), attempts))
              .contains(Duration.ofSeconds(5));
          assertThat(attempts.rejections().getFirst().message()).contains(refusal.said);
        }
        now.set(start.plus(Duration.ofMinutes(3)));
        Attempts attempts = new Attempts();
        push.push(test.namespace, pod, old, "1".repeat(64), attempts);

        assertThat(attempts.rejections()).isEmpty();
        String uid = live.getMetadata().getUid();
        test.awaitUntil(
            () -> test.cluster.awaitPod("shop").getMetadata().getUid().equals(uid), false);
      } finally {
        test.startOperator();
      }
    }
  }

  private static Clock clock(AtomicReference<Instant> now) {
    return new Clock() {
      @Override
      public Instant instant() {
        return now.get();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  /** A kubelet that has not looked again yet. */
  private static void oldConfiguration(TestAccess test) {
    test.cluster.gatewaysAnswer((_, _) -> Optional.of(PlayedCluster.well("0".repeat(64))));
  }

  private static void changeKeys(TestAccess test) {
    test.change(
        "shop",
        "{\"keys\": [{\"name\": \"other\", \"publicKey\": \"%s\", \"grants\": [{\"volume\": \"db\"}]}]}"
            .formatted(NEW_KEY));
  }

  private static List<Event> events(TestAccess test) {
    return test.client.events().v1().events().inNamespace(test.namespace).list().getItems().stream()
        .filter(event -> "PodWriteRejected".equals(event.getReason()))
        .toList();
  }

  /** A policy of the cluster for the pods of one namespace, while it is open. */
  private static final class Refusal implements AutoCloseable {
    final String said = "pods of this namespace are frozen";
    private final KubeApiServer server;
    private final TestAccess test;

    Refusal(KubeApiServer server, TestAccess test, String operation) {
      this.server = server;
      this.test = test;
      test.client.resource(policy(operation)).create();
      test.client.resource(binding()).create();
      test.awaitUntil(() -> refuses(operation), true);
    }

    private ValidatingAdmissionPolicy policy(String operation) {
      return test.client
          .getKubernetesSerialization()
          .unmarshal(
              """
              apiVersion: admissionregistration.k8s.io/v1
              kind: ValidatingAdmissionPolicy
              metadata: {name: %1$s}
              spec:
                matchConstraints:
                  resourceRules:
                  - apiGroups: [""]
                    apiVersions: [v1]
                    resources: [pods]
                    operations: [%2$s]
                validations:
                - expression: "request.userInfo.username != 'system:serviceaccount:%1$s:operator'"
                  message: %3$s
              """
                  .formatted(test.namespace, operation, said),
              ValidatingAdmissionPolicy.class);
    }

    private ValidatingAdmissionPolicyBinding binding() {
      return test.client
          .getKubernetesSerialization()
          .unmarshal(
              """
              apiVersion: admissionregistration.k8s.io/v1
              kind: ValidatingAdmissionPolicyBinding
              metadata: {name: %1$s}
              spec:
                policyName: %1$s
                validationActions: [Deny]
                matchResources:
                  namespaceSelector:
                    matchLabels: {kubernetes.io/metadata.name: %1$s}
              """
                  .formatted(test.namespace),
              ValidatingAdmissionPolicyBinding.class);
    }

    /** A policy counts a moment after it was made. */
    private boolean refuses(String operation) {
      String name = test.cluster.awaitPod("shop").getMetadata().getName();
      try (KubernetesClient account = server.clientAs(test.namespace, "operator")) {
        var pod = account.pods().inNamespace(test.namespace).withName(name).dryRun();
        if (operation.equals("DELETE")) {
          pod.delete();
        } else {
          pod.patch(PatchContext.of(PatchType.JSON_MERGE), annotated(name));
        }
        return false;
      } catch (KubernetesClientException e) {
        return e.getMessage().contains(said);
      }
    }

    private static Pod annotated(String name) {
      return new PodBuilder()
          .withNewMetadata()
          .withName(name)
          .withAnnotations(Map.of("example.com/refused", "not yet"))
          .endMetadata()
          .build();
    }

    @Override
    public void close() {
      test.client.resource(binding()).delete();
      test.client.resource(policy("UPDATE")).delete();
    }
  }
}
