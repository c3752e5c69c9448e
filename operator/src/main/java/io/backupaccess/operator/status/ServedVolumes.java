package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.VolumeSpec.Mode;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState.Serving;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.PlannedVolume;
import io.backupaccess.operator.plan.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Which of the planned volumes a pod serves, as the pods say. A pod that has not taken a change of
 * the configuration yet serves what it served before.
 *
 * @param before what the status says so far
 */
record ServedVolumes(GatewayPlan plan, List<Serving> pods, List<VolumeStatus> before) {

  /** Of a volume that is planned, and that no pod serves as far as anybody knows. */
  static final Problem NOT_CONFIRMED =
      new Problem(
          "WaitingForGateway",
          "spec.volumes",
          "no ready pod of the gateway has said yet that it has the volume; see GatewayReady");

  /** The pod that serves the volume; none: nobody has said so. */
  Optional<GatewayPod> pod(PlannedVolume.Served volume) {
    return pods.stream()
        .filter(one -> one.pod().mounts().contains(volume.mount()))
        .filter(one -> one.pod().claims().contains(volume.claimName()))
        .filter(
            one ->
                hasTaken(one.report())
                    ? !refuses(one.report(), volume)
                    : before(volume, one.pod()).isPresent())
        .map(Serving::pod)
        .findFirst();
  }

  /** Whether a pod has the configuration of the plan. */
  private boolean hasTaken(GatewayStatus report) {
    return report.configurationDigest().equals(plan.configurationDigest());
  }

  private boolean refuses(GatewayStatus report, PlannedVolume.Served volume) {
    int place = plan.volumes().stream().filter(PlannedVolume::named).toList().indexOf(volume);
    return report.problems().stream()
        .anyMatch(problem -> problem.field().startsWith("volumes[" + place + "]"));
  }

  /** What it serves the volume for: until it has taken a change, for what it did before. */
  Mode mode(PlannedVolume.Served volume, GatewayPod pod) {
    return pods.stream()
        .filter(one -> one.pod().equals(pod) && !hasTaken(one.report()))
        .flatMap(_ -> before(volume, pod).map(VolumeStatus::mode).stream())
        .findFirst()
        .orElse(volume.permission().mode());
  }

  private Optional<VolumeStatus> before(PlannedVolume.Served volume, GatewayPod pod) {
    return before.stream()
        .filter(old -> old.served() && old.name().equals(volume.name()))
        .filter(old -> volume.claimName().equals(old.claimName()))
        .filter(old -> old.place() != null && old.place().podName().equals(pod.name()))
        .findFirst();
  }
}
