package io.backupaccess.gateway.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.GatewayLog;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailedAcceptsTest {
  private static final String MESSAGE = "connections cannot be accepted";

  private final GatewayLog log = new GatewayLog();
  private long nanos = Long.MAX_VALUE - 5; // such a clock may begin anywhere, and pass over its end
  private final FailedAccepts failed = new FailedAccepts(() -> nanos);

  @AfterEach
  void stop() {
    log.close();
  }

  private void fail(int times, Duration apart) {
    for (int i = 0; i < times; i++) {
      failed.failed(new IOException("Too many open files"));
      nanos += apart.toNanos();
    }
  }

  @Test
  void theFirstOneIsLoggedAtOnceWithItsReason() {
    fail(1, Duration.ZERO);
    assertThat(log.values(MESSAGE, "reason")).singleElement().asString().contains("Too many open");
    assertThat(log.values(MESSAGE, "failures")).containsExactly("1");
  }

  @Test
  void thoseThatFollowAreCountedForALineEachTenSeconds() {
    fail(250, Duration.ofMillis(100));
    assertThat(log.values(MESSAGE, "failures")).containsExactly("1", "100", "100");
  }

  @Test
  void oneLongAfterAnotherIsLoggedAtOnce() {
    fail(2, Duration.ofHours(1));
    assertThat(log.values(MESSAGE, "failures")).containsExactly("1", "1");
  }
}
