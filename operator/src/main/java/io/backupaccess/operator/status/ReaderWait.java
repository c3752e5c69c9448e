package io.backupaccess.operator.status;

import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.observe.DeploymentState;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.ReaderState;
import io.backupaccess.operator.observe.Readers;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.PlannedReader;
import io.backupaccess.operator.plan.Problem;
import io.backupaccess.operator.plan.Yield;
import java.util.Optional;

/**
 * Why a reader does not serve yet.
 *
 * @param progress whether time alone will do
 */
record ReaderWait(Progress progress, String message) {

  static final String REASON = "ReaderNotReady";

  /** What is to be expected. */
  enum Progress {
    STARTING,
    STUCK
  }

  /** What is known of it. */
  static ReaderWait of(PlannedReader planned, GatewayPlan plan, Readers readers) {
    if (planned.obstacle() != null) {
      return stuck("no pod can have the claim: " + planned.obstacle());
    }
    GatewayState state =
        readers.find(planned.id()).map(ReaderState::state).orElse(GatewayState.NOTHING);
    Optional<GatewayPod> pod = state.newestPod();
    Optional<Yield> yield =
        plan.yields().stream().filter(one -> pod.filter(one.pod()::equals).isPresent()).findFirst();
    if (yield.isPresent()) {
      return starting(
          "pod %s goes, and another one follows: %s"
              .formatted(yield.get().pod().name(), yield.get().why()));
    }
    String which =
        pod.map(found -> "pod %s, which is to have the claim, ".formatted(found.name()))
            .orElse("the pod that is to have the claim ");
    GatewayStatus report = state.report();
    if (report != null && report.confinement().message() != null && !ready(pod)) {
      return stuck(
          which + "failed the self-test of its confinement: " + report.confinement().message());
    }
    Optional<String> waiting =
        pod.map(GatewayPod::waiting)
            .or(() -> Optional.ofNullable(state.deployment()).map(DeploymentState::refused));
    if (waiting.isPresent()) {
      return new ReaderWait(
          starts(waiting.get()) ? Progress.STARTING : Progress.STUCK,
          which + "is not ready: " + Advice.with(waiting.get()));
    }
    if (!ready(pod)) {
      return starting(which + "is not ready yet");
    }
    return report == null
        ? stuck(
            which
                + "runs, and its status port does not answer the operator; a network policy of"
                + " the cluster may be in the way")
        : starting(which + "has not taken the newest configuration yet");
  }

  private static boolean ready(Optional<GatewayPod> pod) {
    return pod.filter(GatewayPod::ready).isPresent();
  }

  private static boolean starts(String waiting) {
    return waiting.startsWith("ContainerCreating") || waiting.startsWith("PodInitializing");
  }

  private static ReaderWait stuck(String message) {
    return new ReaderWait(Progress.STUCK, message);
  }

  private static ReaderWait starting(String message) {
    return new ReaderWait(Progress.STARTING, message);
  }

  Problem problem() {
    return new Problem("ReaderNotReady", "spec.volumes", message);
  }
}
