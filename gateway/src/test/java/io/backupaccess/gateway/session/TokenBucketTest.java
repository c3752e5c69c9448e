package io.backupaccess.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long bytes wait for their turn, on a clock of the test's. */
class TokenBucketTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long START = -5 * SECOND; // the clock may begin anywhere

  /** Takes pieces one after the other, as one who is held up by nothing else. */
  private static long nanosFor(long bytesPerSecond, long bytes, int piece) {
    TokenBucket bucket = new TokenBucket(bytesPerSecond, START);
    long now = START;
    for (long taken = 0; taken < bytes; taken += piece) {
      now += bucket.take(piece, now);
    }
    return now - START;
  }

  @ParameterizedTest
  @ValueSource(longs = {1024, 1L << 20, 50L << 20})
  void bytesTakeTheTimeOfTheirRate(long rate) {
    int piece = (int) Math.min(rate / 20, 32 * 1024);
    long bytes = Math.min(10 * rate, 1000L * piece);
    assertThat(nanosFor(rate, bytes, piece) + Duration.ofMillis(100).toNanos())
        .isCloseTo((long) ((double) bytes / rate * SECOND), Percentage.withPercentage(2));
  }

  @Test
  void severalTakersShareTheRate() {
    TokenBucket bucket = new TokenBucket(1000, START);
    long last = 0;
    for (int i = 0; i < 100; i++) {
      last = bucket.take(100, START); // all of them ask at once
    }
    assertThat(last).isEqualTo(Duration.ofMillis(9800).toNanos());
  }

  @Test
  void whatWasNotTakenIsMadeUpForOnlyForAShortWhile() {
    TokenBucket bucket = new TokenBucket(1000, START);
    long hourLater = START + 3600 * SECOND;
    assertThat(bucket.take(100, hourLater)).isZero();
    assertThat(bucket.take(1, hourLater)).isZero();
    assertThat(bucket.take(1, hourLater)).isPositive();
  }

  @Test
  void smallDelaysOfTheTakerDoNotLowerTheRate() {
    TokenBucket bucket = new TokenBucket(1 << 20, START);
    Random random = new Random(1);
    long now = START;
    for (int i = 0; i < 1000; i++) {
      now += bucket.take(32 * 1024, now);
      now += random.nextLong(Duration.ofMillis(25).toNanos()); // the piece itself takes some
    }
    assertThat(now - START).isCloseTo(1000L * SECOND / 32, Percentage.withPercentage(1));
  }
}
