package io.backupaccess.operator.plan;

import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.GatewaySecret;
import io.backupaccess.operator.observe.HopSecret;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the pods of a gateway and its readers mount, and where. */
final class PodVolumes {

  // The pod runs as a user that the kubelet does not know of, and without fsGroup.
  private static final int READABLE = 0444;

  private PodVolumes() {}

  static List<VolumeMount> mounts(PodTemplate.Inputs inputs) {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(readOnly("config", PodTemplate.CONFIGURATION_FOLDER).build());
    if (inputs.role() instanceof PodRole.Gateway gateway) {
      mounts.add(readOnly("host-keys", PodTemplate.HOST_KEYS_FOLDER).build());
      if (gateway.nextHostKeySecret() != null) {
        mounts.add(readOnly("next-host-keys", PodTemplate.NEXT_HOST_KEYS_FOLDER).build());
      }
    }
    mounts.add(readOnly("status", PodTemplate.STATUS_FOLDER).build());
    if (inputs.role().hop() != null) {
      mounts.add(readOnly("hop", PodTemplate.HOP_FOLDER).build());
    }
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

  static List<Volume> podVolumes(PodTemplate.Inputs inputs) {
    List<Volume> all = new ArrayList<>();
    all.add(
        new VolumeBuilder()
            .withName("config")
            .withNewConfigMap()
            .withName(inputs.role().object())
            .withDefaultMode(READABLE)
            .endConfigMap()
            .build());
    if (inputs.role() instanceof PodRole.Gateway gateway) {
      all.add(hostKeys("host-keys", gateway.names().hostKeySecret()));
      String next = gateway.nextHostKeySecret();
      if (next != null) {
        all.add(hostKeys("next-host-keys", next));
      }
    }
    // The seed of the mounts' names stays with the operator.
    all.add(oneFile("status", inputs.role().statusSecret(), GatewaySecret.TOKEN));
    String hop = inputs.role().hop();
    if (hop != null) {
      all.add(oneFile("hop", hop, HopSecret.PRIVATE_KEY));
    }
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

  private static Volume oneFile(String name, String secret, String key) {
    return new VolumeBuilder()
        .withName(name)
        .withNewSecret()
        .withSecretName(secret)
        .withDefaultMode(READABLE)
        .addNewItem()
        .withKey(key)
        .withPath(key)
        .endItem()
        .endSecret()
        .build();
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
