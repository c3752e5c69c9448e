package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.LimitsConfig;
import io.backupaccess.gatewayconfig.LimitsConfig.PenaltiesConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is let in before a login, and who is not. */
class DoorTest {
  private static final String REFUSED = "connections refused";
  private static final String PENALIZED = "source refused for a while: too many failures";

  @TempDir Path folder;

  private static int from(TestGateway gateway, String key, String source) {
    return gateway.client(key).ssh("-b", source, "-T", Client.host(), "true").exit();
  }

  private static int viaProxy(TestGateway gateway, String key, String header) throws IOException {
    try (HeaderProxy proxy = new HeaderProxy(gateway.port(), header)) {
      return gateway.client(key, proxy.port()).ssh("-T", Client.host(), "true").exit();
    }
  }

  private TestGateway gateway() {
    TestGateway gateway = new TestGateway(folder);
    gateway.volume("db");
    return gateway.grant("backup", "db");
  }

  /** One failure is enough for an hour. */
  private static LimitsConfig strict() {
    return penalties(Duration.ofHours(1), Duration.ofSeconds(1));
  }

  private static LimitsConfig penalties(Duration each, Duration min) {
    PenaltiesConfig penalties = new PenaltiesConfig(null, each, each, each, each, min, each);
    return new LimitsConfig(null, null, null, null, null, null, null, null, null, penalties);
  }

  @Test
  void aSourceOfBadLoginsIsRefusedForAWhile() {
    Duration penalty = Duration.ofSeconds(6);
    try (TestGateway gateway = gateway().limits(penalties(penalty, penalty)).start()) {
      Processes.awaitThat(
          "the source is refused, unless the penalty was over before it came again",
          () -> {
            assertThat(from(gateway, "unknown", "127.0.0.2")).isEqualTo(255);
            return from(gateway, "backup", "127.0.0.2") == 255;
          });
      assertThat(from(gateway, "backup", "127.0.0.3")).isZero();
      Processes.awaitThat(
          "the source is let in again", () -> from(gateway, "backup", "127.0.0.2") == 0);
    }
  }

  @Test
  void exemptPeersNeverEarnPenalties() {
    try (TestGateway gateway = gateway().exemptPeers("127.0.0.2/32").limits(strict()).start()) {
      assertThat(from(gateway, "unknown", "127.0.0.2")).isEqualTo(255);
      assertThat(from(gateway, "backup", "127.0.0.2")).isZero();
      assertThat(from(gateway, "unknown", "127.0.0.3")).isEqualTo(255);
      assertThat(from(gateway, "backup", "127.0.0.3")).isEqualTo(255);
    }
  }

  @Test
  void aSourceWithALiveSessionEarnsNoPenalties() {
    try (TestGateway gateway = gateway().limits(strict()).start()) {
      Process live;
      try (GatewayLog log = new GatewayLog()) {
        live = Processes.start(gateway.client("backup").sshCommand("-N", Client.host()));
        Processes.awaitThat("it has logged in", () -> log.count("login") == 1);
      }
      assertThat(from(gateway, "unknown", "127.0.0.1")).isEqualTo(255);
      assertThat(from(gateway, "backup", "127.0.0.1")).isZero();
      live.destroy();
    }
  }

  @Test
  void penaltiesAreThoseOfTheProxysClientAndNotOfTheProxy() throws IOException {
    try (TestGateway gateway = gateway().trustedPeers("127.0.0.1/32").limits(strict()).start()) {
      String bad = ProxyHeaders.version2("203.0.113.7");
      assertThat(viaProxy(gateway, "unknown", bad)).isEqualTo(255);
      assertThat(viaProxy(gateway, "backup", bad)).isEqualTo(255);
      assertThat(viaProxy(gateway, "backup", ProxyHeaders.version2("203.0.113.8"))).isZero();
      assertThat(viaProxy(gateway, "unknown", ProxyHeaders.local())).isEqualTo(255);
      assertThat(viaProxy(gateway, "backup", ProxyHeaders.local())).isZero();
    }
  }

  private static Stream<Named<UnaryOperator<String>>> versions() {
    return Stream.of(
        Named.of("version 1", ProxyHeaders::version1),
        Named.of("version 2", ProxyHeaders::version2));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void behindAProxyAKeysNetworksAreTheClients(UnaryOperator<String> header) throws IOException {
    try (TestGateway gateway = gateway()) {
      gateway.with(
          new KeyConfig(
              "backup",
              List.of(gateway.publicKey("backup")),
              List.of("db"),
              null,
              List.of("203.0.113.0/24", "2001:db8::/32"),
              null));
      gateway.trustedPeers("127.0.0.1/32").start();
      assertThat(viaProxy(gateway, "backup", header.apply("203.0.113.7"))).isZero();
      assertThat(viaProxy(gateway, "backup", header.apply("2001:db8::7"))).isZero();
      assertThat(viaProxy(gateway, "backup", header.apply("192.0.2.7"))).isEqualTo(255);
      assertThat(viaProxy(gateway, "backup", ProxyHeaders.local())).isEqualTo(255);
      assertThat(viaProxy(gateway, "backup", "")).isEqualTo(255);
    }
  }

  @Test
  void whoeverIsNoProxyIsRefusedWhereThereAreProxies() throws IOException {
    try (GatewayLog log = new GatewayLog();
        TestGateway gateway = gateway().trustedPeers("127.0.0.9/32").start()) {
      assertThat(from(gateway, "backup", "127.0.0.1")).isEqualTo(255);
      for (String header :
          List.of(
              ProxyHeaders.version1("203.0.113.7"),
              ProxyHeaders.version2("203.0.113.7"),
              ProxyHeaders.local())) {
        assertThat(viaProxy(gateway, "backup", header)).isEqualTo(255);
      }
      Processes.awaitThat("each is counted", () -> log.sum(REFUSED, "proxy") == 4);
    }
  }

  @Test
  void aProxysOwnConnectionLeavesItsPlaceSoonIfNothingComes() {
    LimitsConfig onePlace =
        new LimitsConfig(
            null, null, "1:100:1", Duration.ofHours(1), null, null, null, null, null, null);
    try (TestGateway gateway = gateway().trustedPeers("127.0.0.1/32").limits(onePlace).start();
        Stranger check = new Stranger(gateway.port()).says(ProxyHeaders.local())) {
      assertThat(check.isLetIn()).isTrue();
      check.awaitEnd();
      Processes.awaitThat("there is a place again", () -> isLetIn(gateway));
    }
  }

  private static boolean isLetIn(TestGateway gateway) {
    try (Stranger stranger = new Stranger(gateway.port())) {
      return stranger.says(ProxyHeaders.version1("203.0.113.7")).isLetIn();
    }
  }

  @Test
  void aCheckWhetherSomebodyListensCountsNowhere() {
    try (GatewayLog log = new GatewayLog();
        TestGateway gateway = gateway().limits(strict()).start()) {
      for (int i = 0; i < 20; i++) {
        Stranger.check(gateway.port(), "127.0.0.2");
      }
      assertThat(from(gateway, "backup", "127.0.0.2")).isZero();
      assertThat(from(gateway, "unknown", "127.0.0.3")).isEqualTo(255);
      assertThat(from(gateway, "backup", "127.0.0.3")).isEqualTo(255);
      Processes.awaitThat("refusals are logged", () -> log.count(REFUSED) > 0);
      assertThat(log.sum(REFUSED, "penalty")).isEqualTo(1);
      assertThat(log.values(PENALIZED, "source")).containsExactly("127.0.0.3");
    }
  }

  @Test
  void norDoesACheckWithoutAHeaderWhereThereAreProxies() {
    try (GatewayLog log = new GatewayLog();
        TestGateway gateway = gateway().trustedPeers("127.0.0.9/32").limits(strict()).start()) {
      for (String source : List.of("127.0.0.9", "127.0.0.2")) { // a proxy, and somebody else
        for (int i = 0; i < 10; i++) {
          Stranger.check(gateway.port(), source);
        }
        try (Stranger stranger = new Stranger(gateway.port(), source)) {
          assertThat(stranger.says("GET / HTTP/1.0\r\n\r\n").isLetIn()).isFalse();
        }
      }
      Processes.awaitThat("refusals are logged", () -> log.sum(REFUSED, "proxy") >= 2);
      assertThat(log.sum(REFUSED, "proxy")).isEqualTo(2);
      assertThat(log.count(PENALIZED)).isZero();
    }
  }
}
