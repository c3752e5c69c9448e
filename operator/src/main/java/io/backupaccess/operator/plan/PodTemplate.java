package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.GatewaySpec;
import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.GatewaySecret;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's pod.
 *
 * @param image of the gateway
 * @param pullPolicy as Kubernetes writes it; null: its default
 * @param priorityClass of pods whose resource names none; null: the cluster's default
 */
record PodTemplate(String image, @Nullable String pullPolicy, @Nullable String priorityClass) {

  static final int SSH_PORT = 2222;
  static final int PROBES_PORT = 8080;
  static final int STATUS_PORT = 8081;
  static final String CONFIGURATION_FOLDER = "/etc/backup-access/config";
  static final String HOST_KEYS_FOLDER = "/etc/backup-access/host-keys";
  static final String NEXT_HOST_KEYS_FOLDER = "/etc/backup-access/next-host-keys";
  static final String STATUS_FOLDER = "/etc/backup-access/status";
  static final String RUNTIME_FOLDER = "/run/backup-access";
  static final String CONFIGURATION_FILE = "gateway.json";
  static final String NODES_FILE = "nodes.json";
  static final String NODES_PATH = CONFIGURATION_FOLDER + "/" + NODES_FILE;

  private static final long DEFAULT_USER = 65532;
  // What the gateway needs before its drain, and after the last pull has ended or was cut off.
  private static final Duration BESIDES_DRAIN = Duration.ofSeconds(30);
  // The pod runs as a user that the kubelet does not know of, and without fsGroup.
  private static final int READABLE = 0444;

  /**
   * What the resource and its surroundings say about the pod.
   *
   * @param nextHostKeySecret with the host key that is published before it is used; null: none
   * @param startsWith hash of what is read only at start; another one needs another pod
   */
  record Inputs(
      GatewaySpec spec,
      List<PlannedVolume.Served> volumes,
      Map<String, Claim> claims,
      @Nullable Pin pin,
      Duration drain,
      @Nullable String nextHostKeySecret,
      String startsWith) {}

  /** The template; {@code objectAnnotations} are those of every object of the resource. */
  PodTemplateSpec of(Names names, Map<String, String> objectAnnotations, Inputs inputs) {
    GatewaySpec spec = inputs.spec();
    Pin pin = inputs.pin();
    Map<String, String> labels = new TreeMap<>(spec.podLabels());
    labels.putAll(Labels.of(names));
    Map<String, String> annotations = new TreeMap<>(spec.podAnnotations());
    // Otherwise the memory-backed folders would keep an autoscaler from removing the node.
    annotations.putIfAbsent("cluster-autoscaler.kubernetes.io/safe-to-evict", "true");
    annotations.putAll(objectAnnotations);
    annotations.put("backupaccess.io/starts-with", inputs.startsWith());
    annotations.put("kubectl.kubernetes.io/default-container", "gateway");

    PodSpecBuilder pod =
        new PodSpecBuilder()
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(inputs.drain().plus(BESIDES_DRAIN).toSeconds())
            .withNodeSelector(emptyToNull(spec.nodeSelector()))
            .withAffinity(Affinities.pinned(spec.affinity(), pin))
            .withPriorityClassName(
                spec.priorityClassName() == null ? priorityClass : spec.priorityClassName())
            .withHostUsers(spec.hostUsers())
            .withContainers(container(spec, inputs))
            .withVolumes(podVolumes(names, inputs));
    pod.addAllToTolerations(Affinities.tolerations(spec.tolerations(), pin));
    pod.addAllToImagePullSecrets(spec.imagePullSecrets());
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .withSpec(security(pod, spec).build())
        .build();
  }

  private static PodSpecBuilder security(PodSpecBuilder pod, GatewaySpec spec) {
    boolean root = spec.privilege() != GatewaySpec.Privilege.RESTRICTED;
    long user = root ? 0 : Objects.requireNonNullElse(spec.runAsUser(), DEFAULT_USER);
    long group =
        Objects.requireNonNullElse(spec.runAsGroup(), root ? Long.valueOf(0) : Long.valueOf(user));
    return pod.withNewSecurityContext()
        .withRunAsNonRoot(!root)
        .withRunAsUser(user)
        .withRunAsGroup(group)
        .withSupplementalGroups(
            spec.supplementalGroups().isEmpty() ? null : spec.supplementalGroups())
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext();
  }

  private Container container(GatewaySpec spec, Inputs inputs) {
    return new ContainerBuilder()
        .withName("gateway")
        .withImage(image)
        .withImagePullPolicy(pullPolicy)
        .withArgs("serve", "--config", CONFIGURATION_FOLDER + "/" + CONFIGURATION_FILE)
        .addNewPort()
        .withName("ssh")
        .withContainerPort(SSH_PORT)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withName("probes")
        .withContainerPort(PROBES_PORT)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withName("status")
        .withContainerPort(STATUS_PORT)
        .withProtocol("TCP")
        .endPort()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withCapabilities(capabilities(spec.privilege()))
        .endSecurityContext()
        .withResources(spec.resources() == null ? defaultResources() : spec.resources())
        .withStartupProbe(probe("/livez", 2, 60))
        .withReadinessProbe(probe("/readyz", 5, 2))
        .withLivenessProbe(probe("/livez", 10, 6))
        .withVolumeMounts(mounts(inputs))
        .build();
  }

  private static Capabilities capabilities(GatewaySpec.Privilege privilege) {
    CapabilitiesBuilder capabilities = new CapabilitiesBuilder().withDrop("ALL");
    return switch (privilege) {
      case RESTRICTED -> capabilities.build();
      case READ_ALL -> capabilities.withAdd("DAC_READ_SEARCH").build();
      case READ_ALL_BASELINE -> capabilities.withAdd("DAC_OVERRIDE").build();
    };
  }

  private static ResourceRequirements defaultResources() {
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity("50m"))
        .addToRequests("memory", new Quantity("128Mi"))
        .addToLimits("memory", new Quantity("1Gi"))
        .build();
  }

  private static Probe probe(String path, int period, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort("probes")
        .endHttpGet()
        .withPeriodSeconds(period)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }

  private static List<VolumeMount> mounts(Inputs inputs) {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(readOnly("config", CONFIGURATION_FOLDER).build());
    mounts.add(readOnly("host-keys", HOST_KEYS_FOLDER).build());
    if (inputs.nextHostKeySecret() != null) {
      mounts.add(readOnly("next-host-keys", NEXT_HOST_KEYS_FOLDER).build());
    }
    mounts.add(readOnly("status", STATUS_FOLDER).build());
    mounts.add(new VolumeMountBuilder().withName("run").withMountPath(RUNTIME_FOLDER).build());
    mounts.add(new VolumeMountBuilder().withName("tmp").withMountPath("/tmp").build());
    inputs.volumes().stream().map(PodTemplate::claimMount).forEach(mounts::add);
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

  private static List<Volume> podVolumes(Names names, Inputs inputs) {
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

  private static @Nullable Map<String, String> emptyToNull(Map<String, String> map) {
    return map.isEmpty() ? null : new TreeMap<>(map);
  }
}
