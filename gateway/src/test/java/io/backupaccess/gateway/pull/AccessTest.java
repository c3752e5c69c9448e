package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in. */
class AccessTest {
  private static final Outcome WELCOME = new Outcome(0, "", "");

  @TempDir static Path folder;

  private static TestGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    gateway.volume("db");
    for (String type : List.of("rsa", "ecdsa")) {
      Path file = folder.resolve(type);
      Processes.run(List.of("ssh-keygen", "-q", "-t", type, "-N", "", "-f", file.toString()));
      gateway.grant(type, "db");
    }
    gateway.grant("backup", "db");
    key("near", "", List.of("127.0.0.0/8"), null);
    key("far", "", List.of("203.0.113.0/24"), null);
    key("near-line", "restrict,from=\"10.0.0.1,127.0.0.1\" ", null, null);
    key("far-line", "from=\"203.0.113.7\" ", null, null);
    key("both", "from=\"127.0.0.1\" ", List.of("203.0.113.0/24"), null);
    key("future", "expiry-time=\"20990101Z\" ", null, Instant.parse("2098-01-01T00:00:00Z"));
    key("past", "", null, Instant.parse("2020-01-01T00:00:00Z"));
    key("past-line", "expiry-time=\"20200101Z\" ", null, null);
    key("forced", "command=\"id\" ", null, null);
    key("permissive", "pty ", null, null);
    gateway.with(entry("twin1", gateway.publicKey("twin"), null, null));
    gateway.with(entry("twin2", gateway.publicKey("twin"), null, null));
    gateway.start();
  }

  private static void key(
      String name, String options, @Nullable List<String> from, @Nullable Instant expiry) {
    gateway.with(entry(name, options + gateway.publicKey(name), from, expiry));
  }

  private static KeyConfig entry(
      String name, String line, @Nullable List<String> from, @Nullable Instant expiry) {
    return new KeyConfig(name, List.of(line), List.of("db"), null, from, expiry);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "rsa", "ecdsa", "near", "near-line", "future"})
  void theseKeysAreAccepted(String key) {
    assertThat(gateway.client(key).command("true")).isEqualTo(WELCOME);
  }

  @ParameterizedTest
  @CsvSource({
    "unknown",
    "far",
    "far-line",
    "both",
    "past",
    "past-line",
    "forced",
    "permissive",
    "twin"
  })
  void theseAreRefusedAllInTheSameWay(String key) {
    Outcome refused = gateway.client(key).command("true");
    assertThat(refused.exit()).isEqualTo(255);
    assertThat(refused.err()).isEqualTo("backup@127.0.0.1: Permission denied (publickey).\r\n");
  }

  @Test
  void signaturesWithSha1AreRefused() {
    Outcome refused =
        gateway
            .client("rsa")
            .ssh("-o", "PubkeyAcceptedAlgorithms=ssh-rsa", "-T", Client.host(), "true");
    assertThat(refused.exit()).isEqualTo(255);
  }

  @Test
  void theUserNameDoesNotMatter() {
    for (String user : List.of("root", "nobody", "x\\ty")) {
      Outcome outcome = gateway.client("backup").ssh("-T", "-l", user, "127.0.0.1", "true");
      assertThat(outcome).isEqualTo(WELCOME);
    }
  }
}
