package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.PodPlace;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.plan.PlannedVolume;
import io.backupaccess.operator.plan.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the status says of the entries of {@code spec.volumes}. */
record VolumeStatuses(ServedVolumes served, Mounts mounts) {

  /** More says the condition. */
  private static final int MAX_MESSAGE = 512;

  List<VolumeStatus> of(List<PlannedVolume> volumes) {
    return volumes.stream().map(this::of).toList();
  }

  private VolumeStatus of(PlannedVolume volume) {
    return switch (volume) {
      case PlannedVolume.Served planned ->
          served
              .pod(planned)
              .map(pod -> served(planned, pod))
              .orElseGet(
                  () ->
                      notServed(
                          planned, problem(planned).orElseGet(() -> served.missing(planned))));
      case PlannedVolume.NotServed not -> notServed(not, not.problem());
    };
  }

  private VolumeStatus served(PlannedVolume.Served volume, GatewayPod pod) {
    Optional<Problem> problem = problem(volume);
    return new VolumeStatus(
        volume.name(),
        volume.claimName(),
        problem.map(Problem::reason).orElse(VolumeStatus.SERVED),
        problem.map(VolumeStatuses::message).orElse(null),
        true,
        served.mode(volume, pod),
        mounts.of(volume),
        holder(volume.holder()),
        place(pod));
  }

  private VolumeStatus notServed(PlannedVolume volume, Problem problem) {
    return new VolumeStatus(
        volume.name(),
        volume.claimName(),
        problem.reason(),
        message(problem),
        false,
        null,
        null,
        holder(volume.holder()),
        null);
  }

  private static Optional<Problem> problem(PlannedVolume volume) {
    return Optional.ofNullable(volume.problem());
  }

  private static String message(Problem problem) {
    return BoundedText.of(problem.message(), MAX_MESSAGE);
  }

  private static @Nullable PodPlace holder(@Nullable Holder holder) {
    return holder == null ? null : new PodPlace(holder.pod(), holder.node());
  }

  private static PodPlace place(GatewayPod pod) {
    return new PodPlace(pod.name(), pod.node());
  }
}
