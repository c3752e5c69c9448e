package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.PodPlace;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.plan.PlannedVolume;
import io.backupaccess.operator.plan.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the status says of the entries of {@code spec.volumes}. */
record VolumeStatuses(Mounts mounts, GatewayState state) {

  /** More says the condition. */
  private static final int MAX_MESSAGE = 256;

  List<VolumeStatus> of(List<PlannedVolume> volumes) {
    return volumes.stream().map(this::of).toList();
  }

  private VolumeStatus of(PlannedVolume volume) {
    Problem problem = volume.problem();
    PlannedVolume.Served served = volume instanceof PlannedVolume.Served one ? one : null;
    return new VolumeStatus(
        volume.name(),
        volume.claimName(),
        problem == null ? VolumeStatus.SERVED : problem.reason(),
        problem == null ? null : BoundedText.of(problem.message(), MAX_MESSAGE),
        served != null,
        served == null ? null : served.permission().mode(),
        served == null ? null : mounts.of(served),
        holder(volume.holder()),
        place(volume.claimName()));
  }

  private static @Nullable PodPlace holder(@Nullable Holder holder) {
    return holder == null ? null : new PodPlace(holder.pod(), holder.node());
  }

  /** Where the gateway has the claim mounted; null: nowhere. */
  private @Nullable PodPlace place(String claim) {
    return state
        .newestPod()
        .filter(pod -> pod.running() && pod.claims().contains(claim))
        .map(pod -> new PodPlace(pod.name(), pod.node()))
        .orElse(null);
  }
}
