package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.exchange.GatewayClient;
import io.backupaccess.operator.exchange.GatewayClient.Answer;
import io.backupaccess.operator.exchange.PlayedStatusPort;
import io.backupaccess.operator.exchange.PlayedStatusPort.Asked;
import io.backupaccess.operator.exchange.PodAddresses;
import io.backupaccess.operator.exchange.StatusPortClient;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.statusport.StatusAnswer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Pods that pass for a gateway's, and gateways' pods whose address leads elsewhere. What the
 * operator would speak to is at one address of the loopback network, and the attacker at another.
 */
@ExtendWith(KubeApiServerExtension.class)
class ImpostorTest {

  private static final String GATEWAY = "127.0.0.2";
  private static final String ATTACKER = "127.0.0.3";

  /** A key for the handshake and its seal: what anybody is sent who is asked. */
  private static final int UNTIL_PROVEN = 48;

  private PlayedStatusPort port;
  private volatile String token = "";
  private volatile String digest = "";

  @BeforeEach
  void listen() throws IOException {
    port =
        new PlayedStatusPort(
            address -> address.equals(ATTACKER) ? "of-another-gateway" : token, this::answer);
  }

  @AfterEach
  void end() throws IOException {
    port.close();
  }

  private StatusAnswer answer(Asked asked) {
    try {
      return asked.request().equals("GET /v1/status")
          ? new StatusAnswer(200, new ObjectMapper().writeValueAsString(PlayedCluster.well(digest)))
          : new StatusAnswer(404, "");
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private PlayedGateway anywhere() {
    return at(_ -> true);
  }

  private PlayedGateway at(Predicate<GatewayPod> addresses) {
    GatewayClient client = new StatusPortClient(port.port(), addresses);
    return (pod, token) -> client.status(pod, token, null).map(Answer::status);
  }

  /** Everything up to Ready, with a gateway at its address. */
  private void serve(TestAccess test) {
    test.cluster.createBoundClaim("data");
    test.create(TestAccess.simple("shop"));
    test.cluster.giveAddress("shop", "203.0.113.7");
    test.cluster.awaitPod("shop");
    token = token(test);
    digest = Names.hash(test.configuration("shop"));
    test.cluster.runPod("shop", GATEWAY);
    test.awaitReason("shop", "Ready", "Ready");
  }

  private static String token(TestAccess test) {
    Map<String, String> data =
        test.client
            .secrets()
            .inNamespace(test.namespace)
            .withName("shop-gateway-status")
            .get()
            .getData();
    return new String(Base64.getDecoder().decode(data.get("token")), StandardCharsets.UTF_8);
  }

  @Test
  void aPodWhoseStatusLeadsToAnotherIsToldNothingAndTheOthersAnswersDoNotCount(KubeApiServer api) {
    try (TestAccess test = new TestAccess(api)) {
      test.cluster.gatewaysAnswer(anywhere());
      serve(test);

      test.cluster.runPod("shop", ATTACKER);

      test.awaitReason("shop", "GatewayReady", "StatusUnknown");
      test.awaitUntil(() -> port.heardWithoutToken().isEmpty(), false);
      assertThat(port.heardWithoutToken()).containsOnly(UNTIL_PROVEN);
    }
  }

  @Test
  void aPodWhoseStatusLeadsToWhereNoPodIsIsNotAsked(KubeApiServer api) {
    try (TestAccess test = new TestAccess(api)) {
      test.cluster.gatewaysAnswer(anywhere());
      serve(test);

      test.cluster.gatewaysAnswer(at(PodAddresses.of(api.client().getConfiguration())));
      test.cluster.runPod("shop", ATTACKER);

      test.awaitReason("shop", "GatewayReady", "StatusUnknown");
      assertThat(port.heardWithoutToken()).isEmpty();
    }
  }

  @Test
  void aPodWithAGatewaysLabelsIsNoneAndHidesNone(KubeApiServer api) {
    try (TestAccess test = new TestAccess(api)) {
      test.cluster.gatewaysAnswer(anywhere());
      serve(test);
      Pod gateway = test.cluster.awaitPod("shop");

      Pod impostor = test.client.resource(impostor(gateway)).create();
      test.awaitTurnAfter(() -> test.cluster.run(impostor, ATTACKER));
      test.awaitTurnAfter(
          () ->
              test.client.services().inNamespace(test.namespace).withName("shop-gateway").delete());

      assertThat(port.heardWithoutToken()).isEmpty();
      // Nor is it taken for one that can be sent away: an application's pod is the application's.
      assertThat(test.client.resource(impostor).get()).isNotNull();
      assertThat(test.client.resource(impostor).get().getMetadata().getAnnotations())
          .isEqualTo(impostor.getMetadata().getAnnotations());
    }
  }

  /** Who may make pods and ReplicaSets can hide a gateway from the operator, and no more. */
  @Test
  void aPodThatAReplicaSetOfAGatewaysNameControlsIsToldNothingAndDoesNotCount(KubeApiServer api) {
    try (TestAccess test = new TestAccess(api)) {
      test.cluster.gatewaysAnswer(anywhere());
      serve(test);

      test.client.resource(replicaSet(impostor(test.cluster.awaitPod("shop")))).create();
      test.cluster.run(awaitPod(test, "zz"), ATTACKER);
      test.awaitUntil(() -> port.heardWithoutToken().isEmpty(), false);

      test.awaitReason("shop", "GatewayReady", "StatusUnknown");
      assertThat(port.heardWithoutToken()).containsOnly(UNTIL_PROVEN);
    }
  }

  private static ReplicaSet replicaSet(Pod pod) {
    Map<String, String> labels = new HashMap<>(pod.getMetadata().getLabels());
    labels.put("pod-template-hash", "zz");
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withName("shop-gateway-zz")
        .withNamespace(pod.getMetadata().getNamespace())
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .withNewSelector()
        .withMatchLabels(labels)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(pod.getMetadata().getAnnotations())
        .endMetadata()
        .withSpec(pod.getSpec())
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Pod awaitPod(TestAccess test, String hash) {
    return test.client
        .pods()
        .inNamespace(test.namespace)
        .withLabel("pod-template-hash", hash)
        .informOnCondition(pods -> !pods.isEmpty())
        .orTimeout(60, TimeUnit.SECONDS)
        .join()
        .getFirst();
  }

  /** Its labels and annotations, but for the one by which a ReplicaSet would adopt it. */
  private static Pod impostor(Pod gateway) {
    return new PodBuilder()
        .withNewMetadata()
        // Of two pods of the same second, the last one in the alphabet is taken for the newer.
        .withName("z-impostor")
        .withNamespace(gateway.getMetadata().getNamespace())
        .withLabels(gateway.getMetadata().getLabels())
        .removeFromLabels("pod-template-hash")
        .withAnnotations(gateway.getMetadata().getAnnotations())
        .endMetadata()
        .withSpec(gateway.getSpec())
        .editSpec()
        .withNodeName(null)
        .endSpec()
        .build();
  }
}
