package io.backupaccess.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushStepTest {

  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  private final Map<String, String> pod = new HashMap<>();
  private Instant now = START;
  private int patches;

  /** One turn, as the change of the pod that a patch makes starts it at once. */
  private PushStep turn(String digest) {
    PushStep step = PushStep.next(pod, digest, now);
    if (step instanceof PushStep.Annotate(Instant since)) {
      patches++;
      pod.put(PushStep.DIGEST, digest);
      pod.put(PushStep.SINCE, since.toString());
      pod.put(PushStep.PUSHED_AT, now.toString());
    }
    return step;
  }

  @Test
  void aReportThatStaysOldGivesOnePatchASecondHoweverOftenThereIsATurn() {
    for (int i = 0; i < 100; i++) {
      turn("new");
      now = now.plusMillis(100);
    }
    assertThat(patches).isEqualTo(10);
  }

  @Test
  void betweenTwoPatchesTheRestOfTheSecondIsWaitedFor() {
    turn("new");
    now = now.plusMillis(300);
    assertThat(turn("new")).isEqualTo(new PushStep.Rest(Duration.ofMillis(700)));
  }

  @Test
  void aPodThatHasNotTakenItForAMinuteIsReplaced() {
    turn("new");
    now = START.plusSeconds(59);
    assertThat(turn("new")).isEqualTo(new PushStep.Annotate(START));
    now = START.plusSeconds(60);
    assertThat(turn("new")).isEqualTo(new PushStep.Replace());
  }

  @Test
  void anotherConfigurationIsPushedAtOnceAndHasAMinuteOfItsOwn() {
    turn("new");
    now = START.plusMillis(59_900);
    turn("new");
    now = START.plusSeconds(60);
    assertThat(turn("newer")).isEqualTo(new PushStep.Annotate(now));
  }

  @Test
  void annotationsThatOthersWroteHoldUpNothing() {
    pod.putAll(
        Map.of(
            PushStep.DIGEST, "new",
            PushStep.SINCE, "long ago",
            PushStep.PUSHED_AT, "9999-01-01T00:00:00Z"));
    assertThat(turn("new")).isEqualTo(new PushStep.Annotate(START));
    pod.put(PushStep.SINCE, START.toString());
    pod.put(PushStep.PUSHED_AT, "2027-01-01T00:00:00Z");
    assertThat(turn("new")).isEqualTo(new PushStep.Annotate(START));
  }
}
