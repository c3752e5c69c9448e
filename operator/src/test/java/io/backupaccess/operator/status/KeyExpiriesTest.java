package io.backupaccess.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.operator.plan.PlannedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyExpiriesTest {

  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3rrJPGnX7tZcjXiqKcRFuk9dUGbhkQ3mQTpgDvhdmi";
  private static final Duration WARNING = Duration.ofDays(14);
  private static final Instant END = Instant.parse("2027-01-31T00:00:00Z");
  private static final Instant TOLD = Instant.parse("2027-01-17T00:00:00Z");

  private static PlannedKey key(String name, Instant expiresAt, String... lines) {
    return new PlannedKey(
        new KeyConfig(name, List.of(lines), List.of("db"), null, null, expiresAt, null), List.of());
  }

  private static KeyExpiries of(PlannedKey... keys) {
    return KeyExpiries.of(List.of(keys), WARNING);
  }

  @Test
  void aKeyWithoutAnEndIsNeverToldOf() {
    var expiries = of(key("host", null, KEY));
    assertThat(expiries.verdict(END))
        .isEqualTo(new Verdict.Fine("NoneExpiresSoon", "no key expires within 14 days"));
    assertThat(expiries.next(END)).isEmpty();
  }

  @Test
  void anEntryIsToldOfFromTheMomentThatIs14DaysBeforeItsEnd() {
    var expiries = of(key("host", END, KEY));
    assertThat(expiries.verdict(TOLD.minusMillis(1))).isInstanceOf(Verdict.Fine.class);
    assertThat(expiries.next(TOLD.minusMillis(1))).contains(TOLD);

    assertThat(expiries.verdict(TOLD))
        .isEqualTo(
            new Verdict.Wrong(
                "KeyExpiresSoon",
                "host expires at 2027-01-31T00:00:00Z; add a new key before that, or set a later"
                    + " time"));
    assertThat(expiries.next(TOLD)).contains(END);
  }

  @Test
  void whatIsSaidStaysTheSameUntilTheEndSoThatItIsSaidOnce() {
    var expiries = of(key("host", END, KEY));
    assertThat(expiries.verdict(END.minusMillis(1))).isEqualTo(expiries.verdict(TOLD));

    assertThat(expiries.verdict(END))
        .isEqualTo(
            new Verdict.Wrong(
                "KeyExpired",
                "host expired at 2027-01-31T00:00:00Z; remove what has expired, or set a later"
                    + " time"));
    assertThat(expiries.next(END)).isEmpty();
  }

  @Test
  void aLineOfASecretIsToldOfByItsFingerprint() {
    var expiries = of(key("team", null, "expiry-time=\"20270131000000Z\" " + KEY));
    assertThat(expiries.verdict(TOLD).message())
        .startsWith("team SHA256:")
        .contains(" expires at 2027-01-31T00:00:00Z");
  }

  @Test
  void aLineThatEndsWithItsEntryOrAfterItIsToldOfWithTheEntry() {
    var same = of(key("team", END, "expiry-time=\"20270131000000Z\" " + KEY));
    var later = of(key("team", END, "expiry-time=\"20280131000000Z\" " + KEY));
    var entryAlone = of(key("team", END, KEY));
    assertThat(same.endings()).isEqualTo(entryAlone.endings());
    assertThat(later.endings()).isEqualTo(entryAlone.endings());
  }

  @Test
  void theFirstToEndIsNamedFirstAndWhatHasExpiredBeforeIt() {
    var expiries =
        of(
            key("later", END.plusSeconds(1), KEY),
            key("sooner", END, KEY),
            key("gone", TOLD.minusSeconds(1), KEY));
    assertThat(expiries.verdict(TOLD.plusSeconds(1)).reason()).isEqualTo("KeyExpired");
    assertThat(expiries.verdict(TOLD.plusSeconds(1)).message())
        .startsWith("gone expired at ")
        .containsSubsequence("sooner expires at ", "later expires at ");
  }

  @Test
  void aThousandLinesDoNotFillTheMessage() {
    var keys =
        IntStream.range(0, 1000).mapToObj(i -> key("k" + i, END, KEY)).toArray(PlannedKey[]::new);
    assertThat(of(keys).verdict(TOLD).message()).contains("; and 980 more;").hasSizeLessThan(2000);
  }

  @Test
  void withoutAnEarlyWarningOnlyAnEndIsToldOf() {
    var expiries = KeyExpiries.of(List.of(key("host", END, KEY)), Duration.ZERO);
    assertThat(expiries.verdict(END.minusMillis(1)))
        .isEqualTo(new Verdict.Fine("NoneExpiresSoon", "no key has expired"));
    assertThat(expiries.next(TOLD)).contains(END);
    assertThat(expiries.verdict(END).reason()).isEqualTo("KeyExpired");
  }
}
