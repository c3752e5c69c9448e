package io.backupaccess.operator.plan;

import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.GatewaySecret;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the gateway's pod mounts, and where. */
final class PodVolumes {

  // The pod runs as a user that the kubelet does not know of, and without fsGroup.
  private static final int READABLE = 0444;

  private PodVolumes() {}

  static List<VolumeMount> mounts(PodTemplate.Inputs inputs) {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(readOnly("config", PodTemplate.CONFIGURATION_FOLDER).build());
    mounts.add(readOnly("host-keys", PodTemplate.HOST_KEYS_FOLDER).build());
    if (inputs.nextHostKeySecret() != null) {
      mounts.add(readOnly("next-host-keys", PodTemplate.NEXT_HOST_KEYS_FOLDER).build());
    }
    mounts.add(readOnly("status", PodTemplate.STATUS_FOLDER).build());
    mounts.add(
        new VolumeMountBuilder().withName("run").withMountPath(PodTemplate.RUNTIME_FOLDER).build());
    mounts.add(new VolumeMountBuilder().withName("tmp").withMountPath("/tmp").build());
    inputs.volumes().stream().map(PodVolumes::claimMount).forEach(mounts::add);
    return mounts;
  }

  private static VolumeMount claimMount(PlannedVolume.Served volume) {
    String name = podVolumeName(volume.claimName());
    return volume.permission().writes()
        ? new VolumeMountBuilder().withName(name).withMountPath(volume.mount()).build()
        : readOnly(name, volume.mount()).withRecursiveReadOnly("IfPossible").build();
  }

  private static VolumeMountBuilder readOnly(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path).withReadOnly(true);
  }

  static List<Volume> podVolumes(Names names, PodTemplate.Inputs inputs) {
    List<Volume> all = new ArrayList<>();
    all.add(
        new VolumeBuilder()
            .withName("config")
            .withNewConfigMap()
            .withName(names.gateway())
            .withDefaultMode(READABLE)
            .endConfigMap()
            .build());
    all.add(hostKeys("host-keys", names.hostKeySecret()));
    String next = inputs.nextHostKeySecret();
    if (next != null) {
      all.add(hostKeys("next-host-keys", next));
    }
    all.add(
        new VolumeBuilder()
            .withName("status")
            .withNewSecret()
            .withSecretName(names.gatewaySecret())
            .withDefaultMode(READABLE)
            // The seed of the mounts' names stays with the operator.
            .addNewItem()
            .withKey(GatewaySecret.TOKEN)
            .withPath("token")
            .endItem()
            .endSecret()
            .build());
    all.add(memory("run", "64Mi"));
    all.add(memory("tmp", "16Mi"));
    inputs.volumes().stream()
        .map(PlannedVolume.Served::claimName)
        .distinct()
        .sorted()
        .forEach(
            name -> all.add(claimVolume(name, Objects.requireNonNull(inputs.claims().get(name)))));
    return all;
  }

  private static Volume hostKeys(String name, String secret) {
    return new VolumeBuilder()
        .withName(name)
        .withNewSecret()
        .withSecretName(secret)
        .withDefaultMode(READABLE)
        .endSecret()
        .build();
  }

  private static Volume memory(String name, String size) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withMedium("Memory")
        .withSizeLimit(new Quantity(size))
        .endEmptyDir()
        .build();
  }

  private static Volume claimVolume(String claimName, Claim claim) {
    return new VolumeBuilder()
        .withName(podVolumeName(claimName))
        .withNewPersistentVolumeClaim()
        .withClaimName(claimName)
        // Asks the storage for a read-only attachment, which some refuse where others write.
        .withReadOnly(claim.readOnlyMany() ? Boolean.TRUE : null)
        .endPersistentVolumeClaim()
        .build();
  }

  /** A claim's name may be four times as long as a pod's volume's. */
  private static String podVolumeName(String claimName) {
    return "claim-" + Names.hash(claimName).substring(0, 16);
  }
}
