package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.GatewayStatus.Mount;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.PlannedVolume;
import io.backupaccess.operator.plan.Problem;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the claims are mounted that are only to be read, as the gateway found it.
 *
 * @param byPath those that the gateway tells of
 */
record Mounts(Map<String, Mount> byPath) {

  static Mounts of(@Nullable GatewayStatus report) {
    return new Mounts(
        report == null
            ? Map.of()
            : report.mounts().stream()
                .collect(Collectors.toMap(Mount::path, Function.identity(), (one, other) -> one)));
  }

  /** The plan, without the volumes that the gateway does not serve for how they are mounted. */
  GatewayPlan applied(GatewayPlan plan) {
    return plan.with(plan.volumes().stream().map(this::applied).toList());
  }

  private PlannedVolume applied(PlannedVolume volume) {
    if (!(volume instanceof PlannedVolume.Served served)) {
      return volume;
    }
    Mount mount = byPath.get(served.mount());
    return mount == null || mount.readOnly() || served.permission().writes()
        ? volume
        : new PlannedVolume.NotServed(
            volume.name(),
            volume.claimName(),
            volume.folder(),
            volume.holder(),
            writable(volume.claimName()));
  }

  private static Problem writable(String claim) {
    return new Problem(
        "MountedWritable",
        "spec.volumes",
        ("claim %s is mounted writable, although the Deployment asks for a read-only mount: look for"
                + " what changes pods on admission, and at the node's container runtime; delete the"
                + " pod once that is mended")
            .formatted(claim));
  }

  /** What the status says of a volume that is served; null: nothing, or it is to be written to. */
  VolumeStatus.@Nullable Mount of(PlannedVolume.Served volume) {
    Mount mount = byPath.get(volume.mount());
    if (mount == null || volume.permission().writes()) {
      return null;
    }
    return mount.recursively()
        ? VolumeStatus.Mount.RECURSIVE_READ_ONLY
        : VolumeStatus.Mount.READ_ONLY;
  }
}
