package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimerTest {
  @Test
  void aTaskThatWaitsDelaysNoOther() throws InterruptedException {
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(2);
    try (Timer timer = new Timer()) {
      Future<?> waiting =
          timer.schedule(
              () -> {
                try {
                  waits.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              0,
              TimeUnit.MILLISECONDS);
      Future<?> due = timer.schedule(done::countDown, 1, TimeUnit.MILLISECONDS);
      timer.execute(done::countDown);
      try {
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        waits.countDown();
      }
      assertThat(waiting).succeedsWithin(Duration.ofSeconds(60));
      // It may have begun the task and not know it yet.
      assertThat(due).succeedsWithin(Duration.ofSeconds(60));
    }
  }
}
