package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.observe.DeploymentState;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.PullReport;
import io.backupaccess.operator.plan.PodUpdate.Timing;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What waits for transfers, and for how long. */
class PodUpdateTest {

  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final PodTemplateSpec OLD = PodUpdate.marked(template("gateway:1", "db"));
  private static final PodTemplateSpec NEW = PodUpdate.marked(template("gateway:2", "db"));

  @Test
  void aNewImageWaitsForTransfersFromNowOn() {
    assertThat(of(NEW, state(OLD, 1, null, false))).isEqualTo(new PodUpdate(Timing.LATER, NOW));
  }

  @Test
  void nothingWaitsWhereNoTransferRunsOrNothingIsNew() {
    assertThat(of(NEW, state(OLD, 0, null, false)).timing()).isEqualTo(Timing.NOW);
    assertThat(of(OLD, state(OLD, 1, null, false))).isEqualTo(PodUpdate.AT_ONCE);
  }

  @Test
  void anotherVolumeDoesNotWait() {
    PodTemplateSpec other = PodUpdate.marked(template("gateway:1", "media"));
    assertThat(of(other, state(OLD, 1, null, false))).isEqualTo(PodUpdate.AT_ONCE);
  }

  @Test
  void aPodWithoutMarksDoesNotKeepItsSuccessorWaiting() {
    assertThat(of(NEW, state(template("gateway:0", "db"), 1, null, false)))
        .isEqualTo(PodUpdate.AT_ONCE);
  }

  @Test
  void theWaitHasAnEndAndDoesNotBeginAnewAfterThat() {
    Instant since = NOW.minus(DAY).plusSeconds(1);
    assertThat(of(NEW, state(OLD, 1, since.toString(), false)))
        .isEqualTo(new PodUpdate(Timing.LATER, since));
    Instant before = NOW.minus(DAY);
    assertThat(of(NEW, state(OLD, 1, before.toString(), false)))
        .isEqualTo(new PodUpdate(Timing.NOW, before));
    assertThat(PodUpdate.of(NEW, state(OLD, 1, null, false), Duration.ZERO, NOW).timing())
        .isEqualTo(Timing.NOW);
  }

  @Test
  void aTimeInTheFutureOrNoneAtAllMakesTheWaitNoLonger() {
    for (String remembered : List.of("2036-12-01T12:00:00Z", "tomorrow")) {
      assertThat(of(NEW, state(OLD, 1, remembered, false)))
          .as(remembered)
          .isEqualTo(new PodUpdate(Timing.LATER, NOW));
    }
  }

  @Test
  void whileNothingIsKnownOfTransfersNothingIsDecided() {
    assertThat(of(NEW, state(OLD, 0, null, true)).timing()).isEqualTo(Timing.UNDECIDED);
    assertThat(of(OLD, state(OLD, 0, null, true)).timing()).isEqualTo(Timing.NOW);
  }

  private static PodUpdate of(PodTemplateSpec wanted, GatewayState state) {
    return PodUpdate.of(wanted, state, DAY, NOW);
  }

  private static PodTemplateSpec template(String image, String volume) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .addToAnnotations("example.com/a", "b")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("gateway")
        .withImage(image)
        .addNewVolumeMount()
        .withName(volume)
        .withMountPath("/" + volume)
        .endVolumeMount()
        .endContainer()
        .endSpec()
        .build();
  }

  private static GatewayState state(
      PodTemplateSpec running, int sessions, @Nullable String since, boolean unheard) {
    GatewayPod pod =
        new GatewayPod(
            "p",
            "p",
            "",
            "node",
            "10.0.0.1",
            List.of(),
            true,
            true,
            null,
            null,
            Set.of(),
            Set.of(),
            running.getMetadata().getAnnotations());
    GatewayStatus report =
        new GatewayStatus(
            "0".repeat(64),
            List.of(),
            List.of(),
            new GatewayStatus.ConfinementStatus(7, List.of(), null),
            sessions,
            List.of(),
            false,
            GatewayStatus.Clients.NONE,
            List.of(),
            1,
            0);
    return new GatewayState(
        new DeploymentState(
            true, false, 1, null, since == null ? Map.of() : Map.of(PodUpdate.WAITS_SINCE, since)),
        List.of(pod),
        null,
        unheard ? null : report,
        List.of(),
        PullReport.NOTHING,
        unheard);
  }
}
