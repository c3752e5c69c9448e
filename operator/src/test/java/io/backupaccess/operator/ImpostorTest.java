package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.HttpStatusSource;
import io.backupaccess.operator.observe.PodAddresses;
import io.backupaccess.operator.observe.TokenHolder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile String token = "";
  private volatile String digest = "";

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  /** The attacker says what the gateway says, and notes what it hears. */
  private void answer(HttpExchange exchange) throws IOException {
    boolean attacker = exchange.getLocalAddress().getAddress().getHostAddress().equals(ATTACKER);
    if (attacker) {
      heard.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().entrySet());
    }
    String body =
        exchange.getRequestURI().getPath().equals("/v1/status")
            ? new ObjectMapper().writeValueAsString(PlayedCluster.well(digest))
            : "";
    new TokenHolder(attacker ? "of-another-gateway" : token)
        .answer(exchange, body.isEmpty() ? 404 : 200, body);
  }

  private static HttpStatusSource anywhere(HttpServer server) {
    return new HttpStatusSource(server.getAddress().getPort(), _ -> true);
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
  void a_pod_whose_status_leads_to_another_is_sent_no_token_and_the_others_answers_do_not_count(
      KubeApiServer api) {
    try (TestAccess test = new TestAccess(api);
        HttpStatusSource http = anywhere(server)) {
      test.cluster.gatewaysAnswer(http);
      serve(test);

      test.cluster.runPod("shop", ATTACKER);

      test.awaitReason("shop", "GatewayReady", "StatusUnknown");
      assertThat(heard).isNotEmpty().noneMatch(request -> request.contains(token));
    }
  }

  @Test
  void a_pod_whose_status_leads_to_where_no_pod_is_is_not_asked(KubeApiServer api) {
    try (TestAccess test = new TestAccess(api);
        HttpStatusSource any = anywhere(server);
        HttpStatusSource strict =
            new HttpStatusSource(
                server.getAddress().getPort(), PodAddresses.of(api.client().getConfiguration()))) {
      test.cluster.gatewaysAnswer(any);
      serve(test);

      test.cluster.gatewaysAnswer(strict);
      test.cluster.runPod("shop", ATTACKER);

      test.awaitReason("shop", "GatewayReady", "StatusUnknown");
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void a_pod_with_a_gateways_labels_is_none_and_hides_none(KubeApiServer api) {
    try (TestAccess test = new TestAccess(api);
        HttpStatusSource http = anywhere(server)) {
      test.cluster.gatewaysAnswer(http);
      serve(test);
      Pod gateway = test.cluster.awaitPod("shop");

      Pod impostor = test.client.resource(impostor(gateway)).create();
      test.awaitTurnAfter(() -> test.cluster.run(impostor, ATTACKER));
      test.awaitTurnAfter(
          () ->
              test.client.services().inNamespace(test.namespace).withName("shop-gateway").delete());

      assertThat(heard).isEmpty();
      // Nor is it taken for one that can be sent away: an application's pod is the application's.
      assertThat(test.client.resource(impostor).get()).isNotNull();
      assertThat(test.client.resource(impostor).get().getMetadata().getAnnotations())
          .isEqualTo(impostor.getMetadata().getAnnotations());
    }
  }

  /** Who may make pods and ReplicaSets can hide a gateway from the operator, and no more. */
  @Test
  void a_pod_that_a_replica_set_of_a_gateways_name_controls_is_sent_no_token_and_does_not_count(
      KubeApiServer api) {
    try (TestAccess test = new TestAccess(api);
        HttpStatusSource http = anywhere(server)) {
      test.cluster.gatewaysAnswer(http);
      serve(test);

      test.client.resource(replicaSet(impostor(test.cluster.awaitPod("shop")))).create();
      test.cluster.run(awaitPod(test, "zz"), ATTACKER);
      test.awaitUntil(() -> heard.isEmpty(), false);

      test.awaitReason("shop", "GatewayReady", "StatusUnknown");
      assertThat(heard).noneMatch(request -> request.contains(token));
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
