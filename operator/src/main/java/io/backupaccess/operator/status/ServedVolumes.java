package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.VolumeSpec.Mode;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState.Serving;
import io.backupaccess.operator.observe.Readers;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.Operation;
import io.backupaccess.operator.plan.PlannedReader;
import io.backupaccess.operator.plan.PlannedVolume;
import io.backupaccess.operator.plan.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Which of the planned volumes a pod serves, as the pods say. A pod that has not taken a change of
 * the configuration yet serves what it served before.
 *
 * @param pods of the gateway itself that serve
 * @param before what the status says so far
 */
record ServedVolumes(
    GatewayPlan plan, List<Serving> pods, Readers readers, List<VolumeStatus> before) {

  /** Of a volume that is planned, and that no pod serves as far as anybody knows. */
  static final Problem NOT_CONFIRMED =
      new Problem(
          "WaitingForGateway",
          "spec.volumes",
          "no ready pod of the gateway has said yet that it has the volume; see GatewayReady");

  /** The pod that serves the volume; none: nobody has said so. */
  Optional<GatewayPod> pod(PlannedVolume.Served volume) {
    return having(volume).filter(pod -> volume.reader() == null || gatewayLeadsTo(pod, volume));
  }

  /** Why no pod serves it. */
  Problem missing(PlannedVolume.Served volume) {
    return wait(volume).map(ReaderWait::problem).orElse(NOT_CONFIRMED);
  }

  /** What its reader waits for; empty: it is the gateway that is waited for. */
  Optional<ReaderWait> wait(PlannedVolume.Served volume) {
    return Optional.ofNullable(volume.reader())
        .filter(_ -> plan.operation() instanceof Operation.Runs && having(volume).isEmpty())
        .flatMap(plan::reader)
        .map(reader -> ReaderWait.of(reader, plan, readers));
  }

  /** The pod that has the volume and says so. */
  private Optional<GatewayPod> having(PlannedVolume.Served volume) {
    return of(volume).stream()
        .filter(one -> one.pod().mounts().contains(volume.mount()))
        .filter(one -> one.pod().claims().contains(volume.claimName()))
        .filter(one -> knows(one, volume, one.pod()))
        .map(Serving::pod)
        .findFirst();
  }

  /** Whether clients who come to the gateway are led to that reader's pod. */
  private boolean gatewayLeadsTo(GatewayPod reader, PlannedVolume.Served volume) {
    return pods.stream()
        .anyMatch(
            one ->
                hasTaken(one, plan.configurationDigest())
                    ? !refuses(one.report(), volume)
                    : before(volume, reader).isPresent());
  }

  private boolean knows(Serving one, PlannedVolume.Served volume, GatewayPod place) {
    return hasTaken(one, digest(volume))
        ? !refuses(one.report(), volume)
        : before(volume, place).isPresent();
  }

  /** The pods of its place that serve. */
  private List<Serving> of(PlannedVolume.Served volume) {
    String reader = volume.reader();
    if (reader == null) {
      return pods;
    }
    return readers.find(reader).map(found -> found.state().serving()).orElse(List.of()).stream()
        // The gateway sends nobody there any more.
        .filter(one -> plan.yields().stream().noneMatch(yield -> yield.pod().equals(one.pod())))
        .toList();
  }

  /** Of the configuration that is planned for its place. */
  private String digest(PlannedVolume.Served volume) {
    String reader = volume.reader();
    return reader == null
        ? plan.configurationDigest()
        : plan.reader(reader).map(PlannedReader::digest).orElse("");
  }

  private static boolean hasTaken(Serving one, String digest) {
    return one.report().configurationDigest().equals(digest);
  }

  private boolean refuses(GatewayStatus report, PlannedVolume.Served volume) {
    int place = plan.volumes().stream().filter(PlannedVolume::named).toList().indexOf(volume);
    return report.problems().stream()
        .anyMatch(problem -> problem.field().startsWith("volumes[" + place + "]"));
  }

  /** What it serves the volume for: until it has taken a change, for what it did before. */
  Mode mode(PlannedVolume.Served volume, GatewayPod pod) {
    return of(volume).stream()
        .filter(one -> one.pod().equals(pod) && !hasTaken(one, digest(volume)))
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
