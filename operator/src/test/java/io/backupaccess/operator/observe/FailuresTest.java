package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private static Event event(String type, String reason, String note, String time) {
    return new EventBuilder()
        .withNewMetadata()
        .endMetadata()
        .withType(type)
        .withReason(reason)
        .withNote(note)
        .withDeprecatedLastTimestamp(time)
        .build();
  }

  private static final Event MOUNT =
      event("Warning", "FailedMount", "mount failed:\nexit status 32", "2026-11-23T12:00:10Z");

  @Test
  void anObjectWithoutEventsHasNotFailed() {
    assertThat(Failures.last(List.of())).isEmpty();
  }

  @Test
  void theLastWarningIsTheReasonInOneLine() {
    var attach = event("Warning", "FailedAttachVolume", "x", "2026-11-23T12:00:00Z");
    assertThat(Failures.last(List.of(MOUNT, attach)))
        .contains("FailedMount: mount failed: exit status 32");
  }

  @Test
  void aWarningOfEitherKindOfWriterHasATime() {
    Event newer = event("Warning", "FailedCreatePodSandBox", "x", null);
    newer.setEventTime(new MicroTime("2026-11-23T12:00:11.000000Z"));
    assertThat(Failures.last(List.of(newer, MOUNT))).contains("FailedCreatePodSandBox: x");
  }

  @Test
  void whatHasGotOnSinceHasNotFailed() {
    var pulling = event("Normal", "Pulling", "x", "2026-11-23T12:00:11Z");
    assertThat(Failures.last(List.of(MOUNT, pulling))).isEmpty();
  }

  @Test
  void gettingOnBeforeItFailedAndOtherNewsDoNotCount() {
    var pulled = event("Normal", "Pulled", "x", "2026-11-23T12:00:09Z");
    var other = event("Normal", "SuccessfulAttachVolume", "x", "2026-11-23T12:00:11Z");
    assertThat(Failures.last(List.of(MOUNT, pulled, other))).isPresent();
  }

  @Test
  void endpointsOfAServiceAreNoReasonWhyItHasNoAddress() {
    var endpoints = event("Warning", "FailedToUpdateEndpointSlices", "x", "2026-11-23T12:00:11Z");
    var balancer = event("Warning", "SyncLoadBalancerFailed", "y", "2026-11-23T12:00:00Z");
    assertThat(Failures.last(List.of(endpoints, balancer))).contains("SyncLoadBalancerFailed: y");
    assertThat(Failures.last(List.of(endpoints))).isEmpty();
  }

  @Test
  void aNoteAsLongAsALogIsCutOff() {
    var endless = event("Warning", "FailedMount", "x".repeat(9000), "2026-11-23T12:00:00Z");
    assertThat(Failures.last(List.of(endless)).orElseThrow()).hasSizeLessThan(1100);
  }
}
