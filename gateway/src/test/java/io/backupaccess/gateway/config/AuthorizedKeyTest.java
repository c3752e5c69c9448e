package io.backupaccess.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines themselves are tested with their parser. */
class AuthorizedKeyTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICfdb7dbMw4hJyVZZYwwl68aTSITZIFwYJBo0rms6GOa";

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void theFingerprintOfALineIsThatOfTheKeyThatAPeerOffers(String type, @TempDir Path folder)
      throws IOException, InterruptedException, BadEntryException, GeneralSecurityException {
    Path file = folder.resolve("key");
    new ProcessBuilder("ssh-keygen", "-q", "-t", type, "-N", "", "-f", file.toString())
        .start()
        .waitFor();
    String line = Files.readString(folder.resolve("key.pub"), StandardCharsets.UTF_8);
    PublicKey offered =
        AuthorizedKeyEntry.parseAuthorizedKeyEntry(line)
            .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
    assertThat(AuthorizedKey.parse(line).fingerprint()).isEqualTo(Fingerprint.of(offered));
  }

  @Test
  void itsOptionsBecomeRules() throws BadEntryException {
    AuthorizedKey key =
        AuthorizedKey.parse("from=\"10.0.0.0/8\",expiry-time=\"202701011200Z\" " + KEY);
    assertThat(key.expiry()).contains(Instant.parse("2027-01-01T12:00:00Z"));
    assertThat(key.from())
        .hasValueSatisfying(
            rule -> {
              assertThat(rule.allows(InetAddress.ofLiteral("10.0.0.2"))).isTrue();
              assertThat(rule.allows(InetAddress.ofLiteral("192.0.2.1"))).isFalse();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# a comment",
        KEY + "\n" + KEY,
        "command=\"id\" " + KEY,
        "nonsense",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "from=\"*.example.org\" " + KEY
      })
  void whatIsNotOneUsableLineIsRefused(String line) {
    assertThatExceptionOfType(BadEntryException.class)
        .isThrownBy(() -> AuthorizedKey.parse(line))
        .withMessageNotContaining("AAAA");
  }
}
