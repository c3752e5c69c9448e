package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.observe.StatusSource.Ending;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpStatusSourceTest {

  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final String GOOD =
      """
      {"configurationDigest": "%s", "problems": [{"field": "keys[0]", "message": "no"}],
       "fingerprints": ["SHA256:46pXv0RpTSO5LHk5SpeyeiHcKxq9twP98fbWipvm9Mk"],
       "confinement": {"landlockAbi": 7, "layers": ["landlock", "no-new-privileges"]},
       "sessions": 2, "draining": false, "newer": "field",
       "mounts": [{"path": "/volumes/0a/db", "readOnly": true, "recursively": true}]}
      """
          .formatted(DIGEST);

  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private HttpStatusSource source;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    source = new HttpStatusSource(server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    end.countDown();
    source.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void an_answer_is_read_with_the_token() {
    gateway(
        exchange ->
            answer(
                exchange,
                "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"))
                        && exchange.getRequestURI().getPath().equals("/v1/status")
                    ? 200
                    : 401,
                GOOD));

    GatewayStatus status = read().orElseThrow();

    assertThat(status.configurationDigest()).isEqualTo(DIGEST);
    assertThat(status.confinement().landlockAbi()).isEqualTo(7);
    assertThat(status.problems()).hasSize(1);
  }

  @Test
  void a_problem_with_the_whole_configuration_is_heard() {
    gateway(exchange -> answer(exchange, 200, GOOD.replace("keys[0]", "")));
    assertThat(read().orElseThrow().problems().getFirst().field()).isEmpty();
  }

  @Test
  void an_error_is_no_answer() {
    gateway(exchange -> answer(exchange, 500, GOOD));
    assertThat(read()).isEmpty();
  }

  @Test
  void a_redirect_is_not_followed() {
    gateway(
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/v1/other");
          answer(exchange, 302, "");
        });
    server.createContext("/v1/other", exchange -> answer(exchange, 200, GOOD));
    assertThat(read()).isEmpty();
  }

  @Test
  void what_is_no_status_is_no_answer() {
    gateway(exchange -> answer(exchange, 200, "[]"));
    assertThat(read()).isEmpty();
  }

  @Test
  void an_answer_that_is_too_large_is_cut_off() {
    gateway(exchange -> answer(exchange, 200, GOOD + " ".repeat(2_000_000)));
    assertThat(read()).isEmpty();
  }

  @Test
  void an_answer_that_never_ends_is_given_up() {
    gateway(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          await();
        });
    assertThat(read()).isEmpty();
  }

  @Test
  void an_address_where_nobody_listens_is_no_answer() {
    server.stop(0);
    assertThat(read()).isEmpty();
  }

  @Test
  void control_characters_and_other_surprises_are_not_believed() {
    for (String bad :
        new String[] {
          GOOD.replace("\"no\"", "\"a\\u001b[31m\""),
          GOOD.replace(DIGEST, "x"),
          GOOD.replace("keys[0]", "keys[0]; Ready"),
          GOOD.replace("SHA256:46", "SHA1:46"),
          GOOD.replace("\"sessions\": 2", "\"sessions\": 2, \"pulling\": [\"a b\"]"),
          GOOD.replace("\"sessions\": 2", clients("\"a b\"")),
          GOOD.replace("\"sessions\": 2", clients("null")),
          GOOD.replace("\"sessions\": 2", clients("\"x\"" + ",\"x\"".repeat(64))),
          GOOD.replace("\"sessions\": 2", "\"sessions\": 2, \"clients\": {}"),
          GOOD.replace("/volumes/0a/db", "volumes; rm"),
          GOOD.replace("\"landlockAbi\": 7", "\"landlockAbi\": -1"),
          GOOD.replace("\"no-new-privileges\"", "null"),
          GOOD.replace("\"landlock\"", "\"landlock\"" + ",\"x\"".repeat(15)),
          GOOD.replace("\"confinement\"", "\"confinements\""),
        }) {
      server.createContext("/v1/status", exchange -> answer(exchange, 200, bad));
      assertThat(read()).as(bad).isEmpty();
      server.removeContext("/v1/status");
    }
  }

  @Test
  void what_a_gateway_tells_of_clients_is_read_and_an_older_one_tells_nothing() {
    gateway(exchange -> answer(exchange, 200, GOOD));
    assertThat(read().orElseThrow().clients()).isEqualTo(GatewayStatus.Clients.NONE);
    server.removeContext("/v1/status");
    gateway(
        exchange ->
            answer(exchange, 200, GOOD.replace("\"sessions\": 2", clients("\"backup-host\""))));
    assertThat(read().orElseThrow().clients().refused()).containsExactly("backup-host");
  }

  private static String clients(String refused) {
    return "\"sessions\": 2, \"clients\": {\"visible\": [], \"hidden\": [], \"refused\": [%s]}"
        .formatted(refused);
  }

  @Test
  void a_late_answer_falls_back_on_what_the_same_pod_said_before() {
    var remembering =
        new RememberingStatusSource((pod, token) -> token.isEmpty() ? Optional.empty() : parsed());
    assertThat(remembering.read(pod("one"), "")).isEmpty();
    assertThat(remembering.read(pod("one"), "token")).isPresent();
    assertThat(remembering.read(pod("one"), "")).isPresent();
    assertThat(remembering.read(pod("two"), "")).isEmpty();
  }

  @Test
  void a_gateway_is_told_with_the_token_to_end_its_transfers_and_why() {
    List<String> asked = new CopyOnWriteArrayList<>();
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          answer(exchange, 200, "");
        });
    StatusSource remembering = new RememberingStatusSource(source);
    remembering.end(pod("uid"), "secret", Ending.NEEDED_ELSEWHERE);
    remembering.end(pod("uid"), "secret", Ending.SUSPENDED);
    assertThat(asked)
        .containsExactly("POST /v1/give-way Bearer secret", "POST /v1/suspend Bearer secret");
  }

  private Optional<GatewayStatus> parsed() {
    gateway(exchange -> answer(exchange, 200, GOOD));
    return read();
  }

  private void gateway(HttpHandler handler) {
    server.createContext("/v1/status", handler);
  }

  private Optional<GatewayStatus> read() {
    return source.read(pod("uid"), "secret");
  }

  private static GatewayPod pod(String uid) {
    return new GatewayPod(
        "pod", uid, "", "node", "127.0.0.1", null, true, null, null, Set.of(), Map.of());
  }

  private static void answer(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
