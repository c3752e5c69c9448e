package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.observe.DeploymentState;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.GatewayState.Serving;
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

  @Test
  void aRightThatAnyPodHasToLoseDoesNotWait() {
    PodTemplateSpec before = PodUpdate.marked(template("gateway:1", "secret"));
    GatewayPod older = pod("a", before, true);
    GatewayPod newest = pod("b", OLD, true);
    assertThat(of(NEW, state(report(1), null, List.of(serving(older, 0)), older, newest)))
        .isEqualTo(PodUpdate.AT_ONCE);
  }

  @Test
  void transfersOfAPodWhoseSuccessorDoesNotStartAreWaitedForWhenThatIsMended() {
    GatewayPod serving = pod("a", OLD, true);
    GatewayPod broken = pod("b", PodUpdate.marked(template("gateway:typo", "db")), false);
    assertThat(of(NEW, state(null, null, List.of(serving(serving, 3)), serving, broken)))
        .isEqualTo(new PodUpdate(Timing.LATER, NOW));
    assertThat(of(NEW, state(null, null, List.of(serving(serving, 0)), serving, broken)).timing())
        .isEqualTo(Timing.NOW);
    assertThat(of(OLD, state(null, null, List.of(serving(serving, 3)), serving, broken)).timing())
        .as("a way back, which ends only what does not start")
        .isEqualTo(Timing.NOW);
    assertThat(of(NEW, state(null, null, List.of(), broken)).timing()).isEqualTo(Timing.NOW);
  }

  @Test
  void aReplacementThatHasBegunGoesOn() {
    GatewayPod older = pod("a", OLD, true);
    GatewayPod starting = pod("b", NEW, false);
    assertThat(of(NEW, state(null, null, List.of(serving(older, 3)), older, starting)))
        .isEqualTo(PodUpdate.AT_ONCE);
  }

  @Test
  void aPodThatServesAndDoesNotAnswerMayHaveTransfersButNotForEver() {
    GatewayPod silent = pod("a", OLD, true);
    assertThat(of(NEW, state(null, null, List.of(), silent)))
        .isEqualTo(new PodUpdate(Timing.LATER, NOW));
    Instant before = NOW.minus(DAY);
    assertThat(of(NEW, state(null, before.toString(), List.of(), silent)))
        .isEqualTo(new PodUpdate(Timing.NOW, before));
    GatewayPod broken = pod("a", OLD, true, false);
    assertThat(of(NEW, state(null, null, List.of(), broken)).timing()).isEqualTo(Timing.NOW);
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
    return new GatewayState(
        deployment(since),
        List.of(pod("p", running, true)),
        null,
        unheard ? null : report(sessions),
        List.of(),
        PullReport.NOTHING,
        unheard);
  }

  /** The eldest first, which have the first names, too. */
  private static GatewayState state(
      @Nullable GatewayStatus ofNewest,
      @Nullable String since,
      List<Serving> serving,
      GatewayPod... pods) {
    return new GatewayState(
        deployment(since), List.of(pods), null, ofNewest, serving, PullReport.NOTHING, false);
  }

  private static Serving serving(GatewayPod pod, int sessions) {
    return new Serving(pod, report(sessions));
  }

  private static DeploymentState deployment(@Nullable String since) {
    return new DeploymentState(
        true,
        false,
        1,
        null,
        since == null ? Map.of() : Map.of(PodUpdate.WAITS_SINCE, since),
        Set.of());
  }

  private static GatewayPod pod(String name, PodTemplateSpec template, boolean running) {
    return pod(name, template, running, running);
  }

  private static GatewayPod pod(
      String name, PodTemplateSpec template, boolean running, boolean ready) {
    return new GatewayPod(
        name,
        name,
        "",
        "node",
        "10.0.0.1",
        List.of(),
        running,
        ready,
        null,
        null,
        Set.of(),
        Set.of(),
        template.getMetadata().getAnnotations());
  }

  private static GatewayStatus report(int sessions) {
    return new GatewayStatus(
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
        0,
        null);
  }
}
