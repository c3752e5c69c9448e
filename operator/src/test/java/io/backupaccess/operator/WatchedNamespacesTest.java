package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.backupaccess.operator.observe.OwnRights;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatusBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers access reviews, and notes of which namespaces it was asked. */
class WatchedNamespacesTest {

  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private final Set<String> granted = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private KubernetesClient client;
  private WatchedNamespaces reach;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::review);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .build())
            .build();
    reach = new WatchedNamespaces(new OwnRights(client), Set.of("mine", "other"));
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void review(HttpExchange exchange) {
    try (exchange) {
      var review = JSON.unmarshal(exchange.getRequestBody(), SelfSubjectAccessReview.class);
      String namespace = review.getSpec().getResourceAttributes().getNamespace();
      asked.add(namespace);
      review.setStatus(
          new SubjectAccessReviewStatusBuilder().withAllowed(granted.contains(namespace)).build());
      byte[] body = JSON.asJson(review).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(201, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsWatchedIsAskedForNowAndThenAndWhatIsNotEachTime() {
    granted.add("mine");
    assertThat(reach.begin()).containsExactly("mine");
    asked.clear();

    for (int i = 0; i < 8; i++) {
      assertThat(reach.changed()).isEmpty();
    }

    // To list and to watch, twice.
    assertThat(asked).filteredOn("mine"::equals).hasSize(4);
    assertThat(asked).filteredOn("other"::equals).hasSize(8);
  }

  @Test
  void aNamespaceWhereTheRightCameIsFoundTheNextTime() {
    granted.add("mine");
    reach.begin();
    granted.add("other");

    assertThat(reach.changed()).contains(Set.of("mine", "other"));
  }

  @Test
  void aNamespaceWhereTheRightWentIsFoundAfterFourTimesAtTheMost() {
    granted.addAll(List.of("mine", "other"));
    reach.begin();
    granted.remove("other");

    Set<String> found = Set.of();
    for (int i = 0; i < 4 && found.isEmpty(); i++) {
      found = reach.changed().orElse(Set.of());
    }

    assertThat(found).containsExactly("mine");
  }
}
