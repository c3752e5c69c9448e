package io.backupaccess.api.sshkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.sshkey.AuthorizedKeysLine.Accepted;
import io.backupaccess.api.sshkey.AuthorizedKeysLine.Refused;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizedKeysTest {

  private static final String KEY = KeyBlob.of("ssh-ed25519").with(new byte[32]).line();

  @Test
  void linesAreCountedAndABadOneSpoilsNoOther() {
    var lines =
        AuthorizedKeys.parse("# ours\n\n" + KEY + " first\nnonsense\n  " + KEY + " second\r\n");

    assertThat(lines).extracting(AuthorizedKeysLine::number).containsExactly(3, 4, 5);
    assertThat(lines.get(0)).isInstanceOf(Accepted.class);
    assertThat(lines.get(1)).isInstanceOf(Refused.class);
    assertThat(lines.get(2)).isInstanceOf(Accepted.class);
  }

  @Test
  void theOptionsThatWeEnforceAreRead() {
    var line =
        AuthorizedKeys.parse(
            "restrict,FROM=\"192.0.2.1,2001:db8::/32\",expiry-time=\"20270101\" "
                + KEY
                + " my, \"key\"");

    assertThat(line)
        .singleElement()
        .isInstanceOfSatisfying(
            Accepted.class,
            accepted ->
                assertThat(accepted.options())
                    .isEqualTo(
                        new KeyOptions(
                            List.of("192.0.2.1", "2001:db8::/32"),
                            Instant.parse("2027-01-01T00:00:00Z"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-agent-forwarding,no-port-forwarding,no-pty,no-user-rc,no-X11-forwarding",
        "restrict,no-pty",
        "NO-PTY"
      })
  void optionsThatOnlyRestrictAreAccepted(String options) {
    assertThat(AuthorizedKeys.parse(options + " " + KEY))
        .singleElement()
        .isInstanceOfSatisfying(
            Accepted.class, accepted -> assertThat(accepted.options()).isEqualTo(KeyOptions.NONE));
  }

  @ParameterizedTest
  @CsvSource({
    "20270131, 2027-01-31T00:00:00Z",
    "20270131Z, 2027-01-31T00:00:00Z",
    "202701312359, 2027-01-31T23:59:00Z",
    "20270131235958Z, 2027-01-31T23:59:58Z"
  })
  void expiryTimesAreReadAsUtc(String text, Instant expected) {
    assertThat(AuthorizedKeys.parse("expiry-time=\"" + text + "\" " + KEY))
        .singleElement()
        .isInstanceOfSatisfying(
            Accepted.class,
            accepted -> assertThat(accepted.options().expiresAt()).isEqualTo(expected));
  }

  @Test
  void ofTwoExpiryTimesTheEarlierCounts() {
    assertThat(AuthorizedKeys.parse("expiry-time=\"20270101\",expiry-time=\"20260101\" " + KEY))
        .singleElement()
        .isInstanceOfSatisfying(
            Accepted.class,
            accepted ->
                assertThat(accepted.options().expiresAt())
                    .isEqualTo(Instant.parse("2026-01-01T00:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command=\"rsync\"",
        "no-pty=\"x\"",
        "no-touch-required",
        "no-unheard-of",
        "pty",
        "verify-required",
        "cert-authority",
        "principals=\"a\"",
        "restrict=\"x\"",
        "restrict,",
        "from=192.0.2.1",
        "from=\"\"",
        "from=\"*.example.org\"",
        "from=\"!192.0.2.1\"",
        "from=\"192.0.2.1/24\"",
        "from=\"192.0.2.1\",from=\"192.0.2.2\"",
        "from=\"192.0.2.1",
        "expiry-time=\"tomorrow\"",
        "expiry-time=\"20271301\"",
        "expiry-time=\"20270230\"",
        "permitopen=\"a b\\\" c\""
      })
  void aLineWithAnyOtherOptionIsRefused(String options) {
    assertThat(AuthorizedKeys.parse(options + " " + KEY))
        .singleElement()
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).contains("option").doesNotContain(KEY));
  }

  @Test
  void aPrivateKeyInTheTextIsOneRefusalWithoutItsText() {
    var text =
        KEY + "\n-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";

    assertThat(AuthorizedKeys.parse(text))
        .singleElement()
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).contains("private key").doesNotContain("AAAA"));
  }

  @Test
  void noMoreLinesAreReadThanTheLimit() {
    var lines = AuthorizedKeys.parse((KEY + "\n").repeat(AuthorizedKeys.MAXIMUM_LINES + 5));

    assertThat(lines).hasSize(AuthorizedKeys.MAXIMUM_LINES + 1);
    assertThat(lines.getLast()).isInstanceOf(Refused.class);
  }
}
