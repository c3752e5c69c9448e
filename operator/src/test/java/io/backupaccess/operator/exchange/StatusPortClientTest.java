package io.backupaccess.operator.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.exchange.GatewayClient.Answer;
import io.backupaccess.operator.exchange.PlayedStatusPort.Asked;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.plan.Ending;
import io.backupaccess.statusport.StatusAnswer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusPortClientTest {

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

  private static final String TOKEN = "secret-of-the-gateway";
  private static final String DOCUMENT = "{\"keys\": [], \"volumes\": [\"the document\"]}";
  private static final Order ENFORCE = new Order.Enforce(DIGEST, DOCUMENT);

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final AtomicReference<StatusAnswer> answer =
      new AtomicReference<>(new StatusAnswer(200, GOOD));
  private PlayedStatusPort port;
  private GatewayClient client;

  @BeforeEach
  void start() throws IOException {
    port =
        new PlayedStatusPort(
            _ -> TOKEN,
            request -> {
              asked.add(request);
              return answer.get();
            });
    client = new StatusPortClient(port.port(), _ -> true);
  }

  @AfterEach
  void stop() throws IOException {
    port.close();
  }

  @Test
  void anAnswerIsReadOfAHolderOfTheToken() {
    GatewayStatus status = read().orElseThrow();

    assertThat(status.configurationDigest()).isEqualTo(DIGEST);
    assertThat(status.confinement().landlockAbi()).isEqualTo(7);
    assertThat(status.problems()).hasSize(1);
    assertThat(asked).containsExactly(new Asked("127.0.0.1", "GET /v1/status", ""));
  }

  @Test
  void aListenerWithAnotherTokenIsToldNothingAndIsNotBelieved() {
    assertThat(client.status(pod("uid"), "another token", null)).isEmpty();
    assertThat(client.tell(pod("uid"), "another token", ENFORCE)).isFalse();
    assertThat(asked).isEmpty();
    assertThat(port.heardWithoutToken(2)).containsExactly(48, 48);
  }

  /** Whatever it says to make the operator go on. */
  @Test
  void notAByteOfTheDocumentReachesAListenerWithoutTheToken() throws IOException {
    for (Listener.Words words : Listener.Words.values()) {
      try (Listener listener = new Listener(words)) {
        GatewayClient there = new StatusPortClient(listener.port(), _ -> true);
        assertThat(there.tell(pod("uid"), TOKEN, ENFORCE)).as(words.name()).isFalse();
        assertThat(listener.heard()).as(words.name()).hasSize(48);
      }
    }
  }

  @Test
  void anAddressWhereNoGatewayCanBeIsNotAsked() {
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl("https://192.0.2.1").build();
    Predicate<GatewayPod> addresses = PodAddresses.of(config);
    assertThat(new StatusPortClient(port.port(), addresses).status(pod("uid"), TOKEN, null))
        .isEmpty();
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
  void aProblemWithTheWholeConfigurationIsHeard() {
    says(GOOD.replace("keys[0]", ""));
    assertThat(read().orElseThrow().problems().getFirst().field()).isEmpty();
  }

  @Test
  void anErrorIsNoAnswer() {
    answer.set(new StatusAnswer(500, GOOD));
    assertThat(read()).isEmpty();
  }

  @Test
  void whatIsNoStatusIsNoAnswer() {
    says("[]");
    assertThat(read()).isEmpty();
  }

  @Test
  void anAnswerThatIsTooLargeIsNoAnswer() {
    says(GOOD + " ".repeat(2_000_000));
    assertThat(read()).isEmpty();
  }

  @Test
  void anAnswerThatNeverComesIsGivenUp() throws IOException {
    try (Listener silent = new Listener(Listener.Words.NONE)) {
      assertThat(new StatusPortClient(silent.port(), _ -> true).status(pod("uid"), TOKEN, null))
          .isEmpty();
    }
  }

  @Test
  void anAddressWhereNobodyListensIsNoAnswer() throws IOException {
    port.close();
    assertThat(read()).isEmpty();
  }

  @Test
  void controlCharactersAndOtherSurprisesAreNotBelieved() {
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
          GOOD.replace("\"sessions\": 2", counters("x", "1")),
          GOOD.replace("\"sessions\": 2", counters(DIGEST.substring(32), "-1")),
          GOOD.replace("\"sessions\": 2", counters(DIGEST.substring(32), "9007199254740993")),
          GOOD.replace("\"sessions\": 2", counters(DIGEST.substring(32), "null")),
        }) {
      says(bad);
      assertThat(read()).as(bad).isEmpty();
    }
  }

  @Test
  void whatAGatewayTellsOfClientsIsReadAndAnOlderOneTellsNothing() {
    assertThat(read().orElseThrow().clients()).isEqualTo(GatewayStatus.Clients.NONE);
    says(GOOD.replace("\"sessions\": 2", clients("\"backup-host\"")));
    assertThat(read().orElseThrow().clients().refused()).containsExactly("backup-host");
  }

  @Test
  void whatAGatewayCountsIsReadAndAClassThatIsNotKnownDoesNoHarm() {
    assertThat(read().orElseThrow().counters()).isNull();
    says(GOOD.replace("\"sessions\": 2", counters(DIGEST.substring(32), "7")));
    assertThat(read().orElseThrow().counters().refusals()).containsEntry("new class", 7L);
  }

  private static String counters(String process, String refused) {
    return """
        "sessions": 2, "counters": {"process": "%s", "bytesSent": 1, "bytesReceived": 1, "logins": 1,
        "sourcesRefused": 0, "reloads": 0, "refusals": {"new class": %s}}
        """
        .formatted(process, refused);
  }

  private static String clients(String refused) {
    return "\"sessions\": 2, \"clients\": {\"visible\": [], \"hidden\": [], \"refused\": [%s]}"
        .formatted(refused);
  }

  @Test
  void aGatewayWhoseAnswerIsKnownIsAskedForAnother() {
    Answer known = client.status(pod("uid"), TOKEN, null).orElseThrow();
    assertThat(client.status(pod("uid"), TOKEN, known)).contains(known);
    assertThat(asked.getLast().request())
        .isEqualTo("GET /v1/status?unlike=" + new StatusAnswer(200, GOOD).digest());
  }

  @Test
  void aGatewayIsToldToEndItsTransfersAndWhy() {
    assertThat(client.tell(pod("uid"), TOKEN, new Order.End(Ending.YIELDED))).isTrue();
    assertThat(client.tell(pod("uid"), TOKEN, new Order.End(Ending.SUSPENDED))).isTrue();
    assertThat(asked)
        .extracting(Asked::request)
        .containsExactly("POST /v1/yield", "POST /v1/suspend");
  }

  @Test
  void aGatewayIsToldWhatToEnforce() {
    assertThat(client.tell(pod("uid"), TOKEN, ENFORCE)).isTrue();
    answer.set(new StatusAnswer(400, ""));
    assertThat(client.tell(pod("uid"), TOKEN, ENFORCE)).isFalse();
    Asked told = new Asked("127.0.0.1", "POST /v1/enforce", DOCUMENT);
    assertThat(asked).containsExactly(told, told);
  }

  private void says(String body) {
    answer.set(new StatusAnswer(200, body));
  }

  private Optional<GatewayStatus> read() {
    return client.status(pod("uid"), TOKEN, null).map(Answer::status);
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
        true,
        null,
        null,
        Set.of(),
        Set.of(),
        Map.of());
  }
}
