package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

  private final Allowance allowance = new Allowance(3, Duration.ofSeconds(1), 0);

  /** How many of ten are let through at this time. */
  private long taken(long now) {
    return IntStream.range(0, 10).filter(i -> allowance.take(now)).count();
  }

  @Test
  void soManyAreLetThroughAtOnce() {
    assertThat(taken(0)).isEqualTo(3);
  }

  @Test
  void oneMoreIsLetThroughAtEachInterval() {
    taken(0);
    assertThat(taken(INTERVAL - 1)).isZero();
    assertThat(taken(INTERVAL)).isEqualTo(1);
    assertThat(taken(3 * INTERVAL)).isEqualTo(2);
  }

  @Test
  void whoWaitsForLongHasNoMoreThanAtTheBeginning() {
    taken(0);
    assertThat(taken(1000 * INTERVAL)).isEqualTo(3);
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    taken(0);
    allowance.giveBack();
    assertThat(taken(0)).isEqualTo(1);
  }
}
