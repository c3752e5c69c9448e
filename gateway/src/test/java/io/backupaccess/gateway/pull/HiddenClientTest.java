package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that come with addresses of nodes: 127.0.0.2 is one, and the others are clients' own. */
class HiddenClientTest {
  private static final String NODE = "127.0.0.2";
  private static final String CLIENT = "127.0.0.3";

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void configure() {
    gateway = new TestGateway(folder);
    gateway.volume("db");
    gateway.natPeers(NODE + "/32");
    key("anywhere", null);
    key("bound", List.of("127.0.0.0/8"));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void key(String name, @Nullable List<String> from) {
    gateway.with(
        new KeyConfig(name, List.of(gateway.publicKey(name)), List.of("db"), null, from, null));
  }

  private Outcome from(String key, String source) {
    return gateway.client(key).ssh("-b", source, "-T", Client.host(), "true");
  }

  private Outcome viaProxy(String key, String header) throws IOException {
    try (HeaderProxy proxy = new HeaderProxy(gateway.port(), header)) {
      return gateway.client(key, proxy.port()).ssh("-T", Client.host(), "true");
    }
  }

  private void assertSeen(List<String> visible, List<String> hidden, List<String> refused) {
    assertThat(gateway.clients("visible")).as("visible").isEqualTo(visible);
    assertThat(gateway.clients("hidden")).as("hidden").isEqualTo(hidden);
    assertThat(gateway.clients("refused")).as("refused").isEqualTo(refused);
  }

  @Test
  void areLetInByKeysForAnywhereAndRefusedByThoseForSomeNetworks() {
    gateway.start();
    assertSeen(List.of(), List.of(), List.of());

    assertThat(from("bound", CLIENT).exit()).isZero();
    assertThat(from("anywhere", NODE).exit()).isZero();
    assertSeen(List.of("bound"), List.of("anywhere"), List.of());

    assertThat(from("bound", NODE).exit())
        .as("although its networks contain the node")
        .isEqualTo(255);
    assertSeen(List.of(), List.of("anywhere"), List.of("bound"));

    assertThat(from("bound", CLIENT).exit()).isZero();
    assertThat(from("anywhere", CLIENT).exit()).isZero();
    assertSeen(List.of("anywhere", "bound"), List.of(), List.of());
  }

  @Test
  void cannotTellThatFromAnyOtherRefusal() {
    gateway.start();
    assertThat(refusal("bound", NODE)).isEqualTo(refusal("unknown", NODE)).isNotEmpty();
    assertThat(refusal("bound", NODE)).isEqualTo(refusal("unknown", CLIENT));
  }

  /** All that the server says to a client that offers a key, but for the keys themselves. */
  private List<String> refusal(String key, String source) {
    Outcome outcome = gateway.client(key).ssh("-v", "-b", source, "-T", Client.host(), "true");
    assertThat(outcome.exit()).isEqualTo(255);
    return outcome
        .err()
        .lines()
        .filter(line -> line.matches("(?i).*(authenticat|accept|denied|disconnect|banner).*"))
        .map(line -> line.replace("bound", "KEY").replace("unknown", "KEY"))
        .map(line -> line.replace(NODE, "SOURCE").replace(CLIENT, "SOURCE"))
        .toList();
  }

  @Test
  void areNotSeenInStrangersAndChecks() {
    gateway.start();
    for (String source : List.of(NODE, CLIENT)) {
      assertThat(from("unknown", source).exit()).isEqualTo(255);
      Stranger.check(gateway.port(), source);
      try (Stranger stranger = new Stranger(gateway.port(), source)) {
        stranger.says("SSH-2.0-check\r\n");
      }
    }
    assertSeen(List.of(), List.of(), List.of());
  }

  @Test
  void loseTheirSessionWhenTheirAddressTurnsOutToBeANodes() {
    gateway.start();
    Process live = live("bound");
    gateway.natPeers(NODE + "/32", CLIENT + "/32").configure();
    Processes.awaitThat("the session ends", () -> !live.isAlive());
    assertThat(from("bound", CLIENT).exit()).isEqualTo(255);
  }

  @Test
  void keepTheirSessionWhenOthersTurnOutToBeNodes() {
    gateway.start();
    Process live = live("bound");
    gateway.natPeers("127.0.0.4/32").configure();
    Processes.awaitThat("the node is one no longer", () -> from("bound", NODE).exit() == 0);
    assertThat(live.isAlive()).isTrue();
    live.destroy();
  }

  @Test
  void areFoundOutByAFileOfNodesToo() {
    gateway.natPeers().natPeersFile("[\"127.0.0.4/32\"]").start();
    String digest = gateway.status().get("configurationDigest").asText();
    Process live = live("bound");
    gateway.natPeersFile("[\"127.0.0.4/32\", \"%s/32\"]".formatted(CLIENT));
    Processes.awaitThat("the session ends", () -> !live.isAlive());
    assertThat(from("bound", CLIENT).exit()).isEqualTo(255);
    assertThat(gateway.status().get("configurationDigest").asText()).isEqualTo(digest);
    assertThat(gateway.status().get("problems")).isEmpty();
  }

  private Process live(String key) {
    try (GatewayLog log = new GatewayLog()) {
      Process live =
          Processes.start(gateway.client(key).sshCommand("-b", CLIENT, "-N", Client.host()));
      Processes.awaitThat("it has logged in", () -> log.count("login") == 1);
      return live;
    }
  }

  @Test
  void areForgottenWhenClientsComeOnAnotherWayOrTheirKeyIsGone() {
    gateway.start();
    assertThat(from("bound", NODE).exit()).isEqualTo(255);
    assertThat(from("anywhere", NODE).exit()).isZero();

    key("bound", null);
    gateway.configure();
    Processes.awaitThat(
        "nothing is refused", () -> gateway.clients("hidden").equals(List.of("anywhere", "bound")));
    gateway.without("anywhere").configure();
    Processes.awaitThat(
        "what is gone is forgotten", () -> gateway.clients("hidden").equals(List.of("bound")));
    gateway.clientRoute("another").configure();
    Processes.awaitThat(
        "what came on the other way is forgotten", () -> gateway.clients("hidden").isEmpty());
    assertThat(from("bound", CLIENT).exit()).isZero();
    assertSeen(List.of("bound"), List.of(), List.of());
  }

  @Test
  void areSeenThroughByProxiesThatSayWhoTheyAre() throws IOException {
    key("bound", List.of("203.0.113.0/24", "127.0.0.0/8"));
    gateway.trustedPeers("127.0.0.1/32").start();

    assertThat(viaProxy("bound", ProxyHeaders.version2("203.0.113.7")).exit()).isZero();
    assertSeen(List.of("bound"), List.of(), List.of());
    assertThat(viaProxy("bound", ProxyHeaders.version1("192.0.2.7")).exit()).isEqualTo(255);
    assertSeen(List.of("bound"), List.of(), List.of());

    for (String hidden : List.of(ProxyHeaders.version2(NODE), ProxyHeaders.local())) {
      assertThat(viaProxy("bound", ProxyHeaders.version1("203.0.113.7")).exit()).isZero();
      assertThat(viaProxy("bound", hidden).exit()).isEqualTo(255);
      assertSeen(List.of(), List.of(), List.of("bound"));
    }
  }

  @Test
  void areNotMadeUpWithAHeaderBySomebodyWhoIsNoProxy() throws IOException {
    gateway.trustedPeers("127.0.0.9/32").start();
    for (String claimed : List.of(NODE, CLIENT)) {
      assertThat(viaProxy("bound", ProxyHeaders.version2(claimed)).exit()).isEqualTo(255);
      assertThat(viaProxy("anywhere", ProxyHeaders.version1(claimed)).exit()).isEqualTo(255);
    }
    assertSeen(List.of(), List.of(), List.of());
  }
}
