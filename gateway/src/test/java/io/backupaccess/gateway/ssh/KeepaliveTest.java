package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** When a peer is asked for a sign of life, by a clock of the test's own. */
class KeepaliveTest {
  private final Deque<Runnable> unanswered = new ArrayDeque<>();
  private boolean takesRequests = true;
  private int asked;
  private int seconds;

  private final Keepalive keepalive =
      new Keepalive(
          new Keepalive.Peer() {
            @Override
            public boolean takesRequests() {
              return takesRequests;
            }

            @Override
            public void ask(Runnable answered) {
              asked++;
              unanswered.add(answered);
            }
          },
          0);

  /** Looks once each second, as the gateway does. */
  private void pass(Duration time) {
    for (long until = seconds + time.toSeconds(); seconds < until; ) {
      keepalive.look(Duration.ofSeconds(++seconds).toNanos());
    }
  }

  private void answer() {
    unanswered.forEach(Runnable::run);
    unanswered.clear();
  }

  /** Load balancers that cut quiet connections wait half a minute or longer. */
  @Test
  void noThirtySecondsPassWithoutAQuestionWhileItIsAnswered() {
    for (int period = 1; period <= 100; period++) {
      int before = asked;
      pass(Duration.ofSeconds(29));
      assertThat(asked).isGreaterThan(before);
      answer();
    }
  }

  @Test
  void aNewConnectionIsNotAskedAtOnce() {
    pass(Duration.ofSeconds(10));
    assertThat(asked).isZero();
  }

  /** A client may be stopped for as long as it likes: its questions are not to fill its window. */
  @Test
  void whoDoesNotAnswerIsSoonAskedNoMore() {
    pass(Duration.ofMinutes(10));
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void whoAnswersAfterALongTimeIsAskedAsBefore() {
    pass(Duration.ofMinutes(10));
    answer();
    int before = asked;
    pass(Duration.ofSeconds(29));
    assertThat(asked).isGreaterThan(before);
  }

  /** What waits to be sent is a sign of life to come, and a question would wait behind it. */
  @Test
  void nothingIsAskedWhileARequestWouldHaveToWait() {
    takesRequests = false;
    pass(Duration.ofMinutes(1));
    assertThat(asked).isZero();
    takesRequests = true;
    pass(Duration.ofSeconds(29));
    assertThat(asked).isPositive();
  }
}
