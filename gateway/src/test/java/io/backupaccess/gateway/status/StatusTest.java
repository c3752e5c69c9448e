package io.backupaccess.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.gateway.config.ConfigReader;
import io.backupaccess.gateway.config.ServerSettings.StatusListener;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.GatewayStatus.Clients;
import io.backupaccess.gatewayconfig.GatewayStatus.ConfinementStatus;
import io.backupaccess.gatewayconfig.StatusProof;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final GatewayStatus STATUS =
      new GatewayStatus(
          "digest",
          List.of(),
          List.of("SHA256:x"),
          new ConfinementStatus(7, List.of("landlock"), null),
          2,
          List.of("backup-host"),
          false,
          Clients.NONE,
          List.of());

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicBoolean gaveWay = new AtomicBoolean();
  private final AtomicBoolean suspended = new AtomicBoolean();
  private final List<byte[]> enforced = new CopyOnWriteArrayList<>();

  private HttpResponse<String> get(int port, String path, @Nullable String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theProbesTellWhetherItLivesAndIsReadyAndNothingElse()
      throws IOException, InterruptedException {
    AtomicBoolean ready = new AtomicBoolean();
    try (Probes probes = new Probes(ANY_PORT)) {
      probes.open(ready::get);
      assertThat(get(probes.port(), "/livez", null).statusCode()).isEqualTo(200);
      assertThat(get(probes.port(), "/readyz", null).statusCode()).isEqualTo(503);
      ready.set(true);
      assertThat(get(probes.port(), "/readyz", null).body()).isEqualTo("ok\n");
      assertThat(get(probes.port(), "/", null).statusCode()).isEqualTo(404);
      assertThat(get(probes.port(), "/v1/status", null).body()).isEqualTo("not found\n");
    }
  }

  @Test
  void whoNeverFinishesARequestHoldsUpNobody() throws IOException, InterruptedException {
    try (Probes probes = new Probes(ANY_PORT);
        Socket first = new Socket();
        Socket second = new Socket()) {
      probes.open(() -> true);
      for (Socket slow : List.of(first, second)) {
        slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), probes.port()));
        slow.getOutputStream().write('G');
      }
      assertThat(get(probes.port(), "/livez", null).statusCode()).isEqualTo(200);
      first.setSoTimeout(1);
      assertThatThrownBy(() -> first.getInputStream().read())
          .as("the first is still being waited for")
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  private StatusApi api(Path folder) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    StatusApi api = new StatusApi(new StatusListener(ANY_PORT, token), Optional.empty());
    api.open(() -> STATUS, () -> gaveWay.set(true), () -> suspended.set(true), enforced::add);
    return api;
  }

  @Test
  void theStatusIsForTheHolderOfTheToken(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (StatusApi api = api(folder)) {
      HttpResponse<String> answer = get(api.port(), "/v1/status", "Bearer " + TOKEN);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains(
              "\"configurationDigest\":\"digest\"",
              "\"sessions\":2",
              "\"pulling\":[\"backup-host\"]",
              "\"draining\":false");
    }
  }

  @Test
  void whoProvesToHoldTheTokenNeedNotSendItAndGetsAProofBack(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (StatusApi api = api(folder)) {
      StatusProof proof = StatusProof.begin(TOKEN, new SecureRandom());
      String own = "127.0.0.1:" + api.port();
      String request = proof.request("GET", "/v1/status", own);

      HttpResponse<String> answer = get(api.port(), "/v1/status", request);
      String back = answer.headers().firstValue(StatusProof.ANSWER_HEADER).orElseThrow();

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(proof.proves(back, 200, answer.body())).isTrue();
      assertThat(proof.proves(back, 200, answer.body() + " ")).isFalse();
      assertThat(StatusProof.begin(TOKEN, new SecureRandom()).proves(back, 200, answer.body()))
          .as("another request's")
          .isFalse();
    }
  }

  @Test
  void aProofOpensNothingButWhatItWasMadeForAndWhere(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (StatusApi api = api(folder)) {
      String own = "127.0.0.1:" + api.port();
      StatusProof proof = StatusProof.begin(TOKEN, new SecureRandom());
      StatusProof wrong = StatusProof.begin(TOKEN + "x", new SecureRandom());
      for (String header :
          List.of(
              proof.request("POST", "/v1/status", own),
              proof.request("GET", "/v1/pulls", own),
              proof.request("GET", "/v1/status", "192.0.2.1:" + api.port()),
              proof.request("GET", "/v1/status", own) + "x",
              wrong.request("GET", "/v1/status", own))) {
        assertThat(get(api.port(), "/v1/status", header).statusCode()).as(header).isEqualTo(401);
      }
      assertThat(passedOn(api.port(), proof, "192.0.2.1:" + api.port()))
          .as("a request that was for another address, by whoever was asked there")
          .startsWith("HTTP/1.1 401");
      assertThat(passedOn(api.port(), proof, own)).startsWith("HTTP/1.1 200");
    }
  }

  /** The first line of the answer to a request for that address. */
  private static String passedOn(int port, StatusProof proof, String authority) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          "GET /v1/status HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\nConnection: close\r\n\r\n"
              .formatted(authority, proof.request("GET", "/v1/status", authority));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void theHolderOfTheTokenMayAskThatItGivesWayAndNotInPassing(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (StatusApi api = api(folder)) {
      assertThat(get(api.port(), "/v1/give-way", "Bearer " + TOKEN).statusCode()).isEqualTo(404);
      assertThat(post(api.port(), "/v1/give-way", "Bearer wrong")).isEqualTo(401);
      assertThat(gaveWay).isFalse();
      assertThat(post(api.port(), "/v1/give-way", "Bearer " + TOKEN)).isEqualTo(200);
      assertThat(gaveWay).isTrue();
    }
  }

  @Test
  void theHolderOfTheTokenMaySuspendItAndNobodyElse(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (StatusApi api = api(folder)) {
      assertThat(post(api.port(), "/v1/suspend", "Bearer wrong")).isEqualTo(401);
      assertThat(suspended).isFalse();
      assertThat(post(api.port(), "/v1/suspend", "Bearer " + TOKEN)).isEqualTo(200);
      assertThat(suspended).isTrue();
      assertThat(gaveWay).isFalse();
    }
  }

  @Test
  void theHolderOfTheTokenMayEnforceAConfigurationThatIsTheOneItNames(@TempDir Path folder)
      throws IOException, InterruptedException {
    byte[] document = "{}".getBytes(StandardCharsets.US_ASCII);
    String right = "/v1/enforce?digest=" + ConfigReader.digest(document);
    try (StatusApi api = api(folder)) {
      assertThat(post(api.port(), right, "Bearer wrong", document)).isEqualTo(401);
      for (String wrong : List.of("/v1/enforce", right + "0", right + "&digest=")) {
        assertThat(post(api.port(), wrong, "Bearer " + TOKEN, document)).as(wrong).isEqualTo(400);
      }
      assertThat(post(api.port(), right, "Bearer " + TOKEN, new byte[5 << 20])).isEqualTo(400);
      assertThat(enforced).isEmpty();
      assertThat(post(api.port(), right, "Bearer " + TOKEN, document)).isEqualTo(200);
      assertThat(enforced).containsExactly(document);
    }
  }

  private int post(int port, String path, String authorization)
      throws IOException, InterruptedException {
    return post(port, path, authorization, new byte[0]);
  }

  private int post(int port, String path, String authorization, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", authorization)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Bearer", "Bearer ", "Bearer 0123456789abcdef", "Basic " + TOKEN, TOKEN})
  void anyoneElseLearnsNothing(String authorization, @TempDir Path folder)
      throws IOException, InterruptedException {
    try (StatusApi api = api(folder)) {
      for (String path : List.of("/v1/status", "/", "/v1/other")) {
        HttpResponse<String> answer = get(api.port(), path, authorization);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("unauthorized\n");
      }
    }
  }
}
