package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.LimitsConfig;
import io.backupaccess.gatewayconfig.LimitsConfig.PenaltiesConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in before a login, and who is not. */
class DoorTest {
  @TempDir Path folder;

  private static int from(TestGateway gateway, String key, String source) {
    return gateway.client(key).ssh("-b", source, "-T", Client.host(), "true").exit();
  }

  private static int viaProxy(TestGateway gateway, String key, String header) {
    String proxy =
        "bash -c 'exec 3<>/dev/tcp/127.0.0.1/%d; printf \"%s\" >&3; cat <&3 & cat >&3; kill $!'"
            .formatted(gateway.port(), header);
    return gateway
        .client(key)
        .ssh("-o", "ProxyCommand=" + proxy, "-T", Client.host(), "true")
        .exit();
  }

  @Test
  void aSourceOfBadLoginsIsRefusedForAWhile() {
    Duration second = Duration.ofSeconds(1);
    Duration penalty = Duration.ofSeconds(6);
    PenaltiesConfig penalties =
        new PenaltiesConfig(null, penalty, second, second, second, penalty, penalty);
    try (TestGateway gateway = new TestGateway(folder)) {
      gateway.volume("db");
      gateway.grant("backup", "db");
      gateway.limits(
          new LimitsConfig(null, null, null, null, null, null, null, null, null, penalties));
      gateway.start();
      assertThat(from(gateway, "backup", "127.0.0.2")).isZero();
      assertThat(from(gateway, "unknown", "127.0.0.2")).isEqualTo(255);
      assertThat(from(gateway, "backup", "127.0.0.2")).isEqualTo(255);
      assertThat(from(gateway, "backup", "127.0.0.3")).isZero();
      Processes.awaitThat(
          "the source is let in again", () -> from(gateway, "backup", "127.0.0.2") == 0);
    }
  }

  @Test
  void behindAProxyAKeysNetworksAreTheClients() {
    try (TestGateway gateway = new TestGateway(folder)) {
      gateway.volume("db");
      gateway.with(
          new KeyConfig(
              "backup",
              List.of(gateway.publicKey("backup")),
              List.of("db"),
              null,
              List.of("203.0.113.0/24"),
              null));
      gateway.trustedPeers("127.0.0.1/32").start();
      assertThat(viaProxy(gateway, "backup", "PROXY TCP4 203.0.113.7 127.0.0.1 1 2\\r\\n"))
          .isZero();
      assertThat(viaProxy(gateway, "backup", "PROXY TCP4 192.0.2.7 127.0.0.1 1 2\\r\\n"))
          .isEqualTo(255);
      assertThat(viaProxy(gateway, "backup", "")).isEqualTo(255);
    }
  }

  @Test
  void whoeverIsNoProxyIsRefusedWhereThereAreProxies() {
    try (TestGateway gateway = new TestGateway(folder)) {
      gateway.volume("db");
      gateway.grant("backup", "db");
      gateway.trustedPeers("127.0.0.9/32").start();
      assertThat(from(gateway, "backup", "127.0.0.1")).isEqualTo(255);
      assertThat(viaProxy(gateway, "backup", "PROXY TCP4 203.0.113.7 127.0.0.1 1 2\\r\\n"))
          .isEqualTo(255);
    }
  }
}
