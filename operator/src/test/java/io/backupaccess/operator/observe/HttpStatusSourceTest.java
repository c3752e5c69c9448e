package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.StatusSource.Ending;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpStatusSourceTest {

  private static final TokenHolder HOLDER = new TokenHolder("secret-of-the-gateway");
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
    source = new HttpStatusSource(server.getAddress().getPort(), _ -> true);
  }

  @AfterEach
  void stop() {
    end.countDown();
    source.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void an_answer_is_read_of_who_holds_the_token() {
    gateway(
        exchange ->
            answer(
                exchange,
                HOLDER.proof(exchange).isPresent()
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
  void the_token_is_not_sent_and_the_answer_of_who_does_not_hold_it_does_not_count() {
    List<String> sent = new CopyOnWriteArrayList<>();
    for (String proof : List.of("", "x".repeat(43))) {
      gateway(
          exchange -> {
            exchange.getRequestHeaders().forEach((name, values) -> sent.add(name + values));
            exchange.getResponseHeaders().set("Backup-Access-Proof", proof);
            new TokenHolder("another").answer(exchange, 200, GOOD);
          });
      assertThat(read()).isEmpty();
      server.removeContext("/v1/status");
    }
    assertThat(sent).isNotEmpty().noneMatch(header -> header.contains(HOLDER.token()));
  }

  @Test
  void an_answer_to_another_request_does_not_count() {
    List<String> first = new CopyOnWriteArrayList<>();
    gateway(
        exchange -> {
          var proof = HOLDER.proof(exchange).orElseThrow().answer(200, GOOD);
          first.add(proof);
          exchange.getResponseHeaders().set("Backup-Access-Proof", first.getFirst());
          new TokenHolder("another").answer(exchange, 200, GOOD);
        });
    assertThat(read()).isPresent();
    assertThat(read()).isEmpty();
  }

  @Test
  void an_address_where_no_gateway_can_be_is_not_asked() {
    List<String> asked = new CopyOnWriteArrayList<>();
    gateway(
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          answer(exchange, 200, GOOD);
        });
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl("https://192.0.2.1").build();
    Predicate<GatewayPod> addresses = PodAddresses.of(config);
    try (var strict = new HttpStatusSource(server.getAddress().getPort(), addresses)) {
      assertThat(strict.read(pod("uid"), HOLDER.token())).isEmpty();
    }
    assertThat(asked).isEmpty();
    for (String address :
        List.of(
            "127.0.0.1",
            "127.8.8.8",
            "::1",
            "::ffff:127.0.0.1",
            "0.0.0.0",
            "::",
            "169.254.169.254",
            "fe80::1",
            "224.0.0.1",
            "ff02::1",
            "192.0.2.1",
            "192.0.2.9",
            "host.example",
            "")) {
      assertThat(addresses.test(pod("uid", address, "192.0.2.9"))).as(address).isFalse();
    }
    for (String address : List.of("10.0.0.1", "198.51.100.1", "2001:db8::1", "fd00::1")) {
      assertThat(addresses.test(pod("uid", address, "192.0.2.9"))).as(address).isTrue();
    }
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
  void a_gateway_is_told_by_who_holds_the_token_to_end_its_transfers_and_why() {
    List<String> asked = new CopyOnWriteArrayList<>();
    server.createContext(
        "/",
        exchange -> {
          boolean holder = HOLDER.proof(exchange).isPresent();
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + holder);
          answer(exchange, 200, "");
        });
    StatusSource remembering = new RememberingStatusSource(source);
    remembering.end(pod("uid"), HOLDER.token(), Ending.NEEDED_ELSEWHERE);
    remembering.end(pod("uid"), HOLDER.token(), Ending.SUSPENDED);
    assertThat(asked).containsExactly("POST /v1/give-way true", "POST /v1/suspend true");
  }

  @Test
  void a_gateway_is_told_what_to_enforce_with_the_digest_of_it() {
    List<String> asked = new CopyOnWriteArrayList<>();
    server.createContext(
        "/v1/enforce",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean right =
              ("digest=" + Names.hash(body)).equals(exchange.getRequestURI().getQuery());
          asked.add(body + " " + right + " " + HOLDER.proof(exchange).isPresent());
          answer(exchange, body.contains("refused") ? 400 : 200, "");
        });
    StatusSource remembering = new RememberingStatusSource(source);
    assertThat(remembering.enforce(pod("uid"), HOLDER.token(), "{\"keys\": []}")).isTrue();
    assertThat(remembering.enforce(pod("uid"), HOLDER.token(), "refused")).isFalse();
    assertThat(asked).containsExactly("{\"keys\": []} true true", "refused true true");
  }

  private Optional<GatewayStatus> parsed() {
    gateway(exchange -> answer(exchange, 200, GOOD));
    return read();
  }

  private void gateway(HttpHandler handler) {
    server.createContext("/v1/status", handler);
  }

  private Optional<GatewayStatus> read() {
    return source.read(pod("uid"), HOLDER.token());
  }

  private static GatewayPod pod(String uid) {
    return pod(uid, "127.0.0.1", null);
  }

  private static GatewayPod pod(String uid, String ip, @Nullable String hostIp) {
    return new GatewayPod(
        "pod",
        uid,
        "",
        "node",
        ip,
        hostIp == null ? List.of() : List.of(hostIp),
        true,
        null,
        null,
        Set.of(),
        Map.of());
  }

  private static void answer(HttpExchange exchange, int code, String body) throws IOException {
    HOLDER.answer(exchange, code, body);
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
