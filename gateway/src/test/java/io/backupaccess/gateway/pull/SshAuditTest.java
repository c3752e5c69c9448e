package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.ServerConfig.Ciphers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ssh-audit, of the version that {@code dev/ssh-audit} installs. */
class SshAuditTest {
  private static final Path PROGRAM = Path.of("../dev/ssh-audit").toAbsolutePath();

  @TempDir Path folder;

  /** For clients without a post-quantum key exchange, of which there are many. */
  private static final List<String> KNOWN =
      List.of(
          "(kex) curve25519-sha256 -- [warn] does not provide protection against post-quantum attacks",
          "(kex) curve25519-sha256@libssh.org -- [warn] does not provide protection against"
              + " post-quantum attacks");

  @ParameterizedTest
  @EnumSource
  void nothingFailsAndOnlyTheClassicalKeyExchangeIsWarnedAbout(Ciphers ciphers) {
    try (TestGateway gateway = new TestGateway(folder).ciphers(ciphers).start()) {
      Outcome audit =
          Processes.run(
              List.of(
                  PROGRAM.toString(),
                  "--no-colors",
                  "--skip-rate-test",
                  "--port",
                  String.valueOf(gateway.port()),
                  "127.0.0.1"));
      assertThat(audit.out())
          .as(audit.err())
          .contains("(enc) aes256-gcm@openssh.com", "(key) ssh-ed25519", "(kex) mlkem768x25519");
      assertThat(audit.out().lines())
          .filteredOn(line -> line.contains("[warn]") || line.contains("[fail]"))
          .extracting(line -> line.replaceAll(" +", " "))
          .isEqualTo(KNOWN);
      assertThat(audit.out()).doesNotContain("(cve)", "(rec)", "(sec)");
    }
  }
}
