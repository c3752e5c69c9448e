package io.backupaccess.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {

  @ParameterizedTest
  @CsvSource({
    "10m, PT10M",
    "1h30m5s, PT1H30M5S",
    "90s, PT1M30S",
    "0s, PT0S",
    "24h, PT24H",
    "1440m, PT24H"
  })
  void durations(String text, Duration expected) {
    assertThat(Formats.duration(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "m",
        "-1m",
        "1.5h",
        "24h1s",
        "999999999999999h",
        "9999999999999999999s",
        "10m\n"
      })
  void notDurations(String text) {
    assertThat(Formats.duration(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1024, 1024",
    "1Ki, 1024",
    "50Mi, 52428800",
    "1.5Gi, 1610612736",
    "2k, 2000",
    "10M, 10000000",
    "1234.5, 1234",
    "1Ti, 1099511627776"
  })
  void bandwidthsAreWholeBytesPerSecond(String text, long expected) {
    assertThat(Formats.bytesPerSecond(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1023", "1.0001Ti", "50MiB", "50m", "1e6", "-1Mi", "1Ei", "1Mi\n"})
  void notBandwidths(String text) {
    assertThat(Formats.bytesPerSecond(text)).isEmpty();
  }

  @Test
  void aDurationOfNothingIsNotPositive() {
    assertThat(Formats.positiveDuration("0m")).isEmpty();
    assertThat(Formats.positiveDuration("1m")).contains(Duration.ofMinutes(1));
  }

  @Test
  void timesWithAnOffsetAreInstants() {
    assertThat(Formats.time("2027-01-31T12:30:00.5+01:00"))
        .contains(Instant.parse("2027-01-31T11:30:00.5Z"));
  }
}
