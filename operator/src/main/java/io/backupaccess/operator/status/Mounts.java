package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.GatewayStatus.Mount;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.Readers;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.PlannedVolume;
import io.backupaccess.operator.plan.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the claims are mounted that are only to be read, as the pods that have them found it.
 *
 * @param own those that the gateway tells of, by path
 * @param byReader those that each reader tells of
 */
record Mounts(Map<String, Mount> own, Map<String, Map<String, Mount>> byReader) {

  static Mounts of(GatewayState gateway, Readers readers) {
    Map<String, Map<String, Mount>> byReader = new HashMap<>();
    readers.byId().forEach((id, reader) -> byReader.put(id, byPath(reader.state().report())));
    return new Mounts(byPath(gateway.report()), byReader);
  }

  private static Map<String, Mount> byPath(@Nullable GatewayStatus report) {
    return report == null
        ? Map.of()
        : report.mounts().stream()
            .collect(Collectors.toMap(Mount::path, Function.identity(), (one, other) -> one));
  }

  private @Nullable Mount find(PlannedVolume.Served volume) {
    String reader = volume.reader();
    return (reader == null ? own : byReader.getOrDefault(reader, Map.of())).get(volume.mount());
  }

  /** The plan, without the volumes that the gateway does not serve for how they are mounted. */
  GatewayPlan applied(GatewayPlan plan) {
    return plan.with(plan.volumes().stream().map(this::applied).toList());
  }

  private PlannedVolume applied(PlannedVolume volume) {
    if (!(volume instanceof PlannedVolume.Served served)) {
      return volume;
    }
    Mount mount = find(served);
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
    Mount mount = find(volume);
    if (mount == null || volume.permission().writes()) {
      return null;
    }
    return mount.recursively()
        ? VolumeStatus.Mount.RECURSIVE_READ_ONLY
        : VolumeStatus.Mount.READ_ONLY;
  }
}
