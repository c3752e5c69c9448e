package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.FilesSpec;
import io.backupaccess.api.v1alpha1.FilesSpec.UserFrom;
import io.backupaccess.api.v1alpha1.PodsSpec;
import io.backupaccess.operator.observe.Claim;
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
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SELinuxOptionsBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a gateway and its readers.
 *
 * @param image of the gateway
 * @param pullPolicy as Kubernetes writes it; null: its default
 * @param priorityClasses of pods whose resource names none
 */
record PodTemplate(String image, @Nullable String pullPolicy, PriorityClasses priorityClasses) {

  static final int SSH_PORT = 2222;
  static final int PROBES_PORT = 8080;
  static final int STATUS_PORT = 8081;
  static final int HOP_PORT = 2224;
  static final String CONFIGURATION_FOLDER = "/etc/backup-access/config";
  static final String HOST_KEYS_FOLDER = "/etc/backup-access/host-keys";
  static final String NEXT_HOST_KEYS_FOLDER = "/etc/backup-access/next-host-keys";
  static final String STATUS_FOLDER = "/etc/backup-access/status";
  static final String HOP_FOLDER = "/etc/backup-access/hop";
  static final String RUNTIME_FOLDER = "/run/backup-access";
  static final String CONFIGURATION_FILE = "gateway.json";
  static final String NODES_FILE = "nodes.json";
  static final String NODES_PATH = CONFIGURATION_FOLDER + "/" + NODES_FILE;

  private static final int READY_PERIOD = 5;
  private static final long DEFAULT_USER = 65532;
  // What the gateway needs before its drain, and after the last pull has ended or was cut off.
  private static final Duration BESIDES_DRAIN = Duration.ofSeconds(30);

  /**
   * What the resource and its surroundings say about the pod.
   *
   * @param granted what of it the operator allows
   * @param seLinuxLevel of the pods that hold the claims; null: whatever the runtime gives
   * @param shutdownDelay how long the pod serves after it was told to end
   * @param startsWith hash of what is read only at start; another one needs another pod
   */
  record Inputs(
      PodRole role,
      FilesSpec files,
      PodsSpec pods,
      Granted granted,
      @Nullable String seLinuxLevel,
      List<PlannedVolume.Served> volumes,
      Map<String, Claim> claims,
      @Nullable PinnedNode pin,
      Duration shutdownDelay,
      Duration drain,
      String startsWith) {}

  /** The template; {@code objectAnnotations} are those of every object of the resource. */
  PodTemplateSpec of(Map<String, String> objectAnnotations, Inputs inputs) {
    PodsSpec pods = inputs.pods();
    PinnedNode pin = inputs.pin();
    Granted granted = inputs.granted();
    Map<String, String> labels = new TreeMap<>(granted.podLabels());
    labels.putAll(inputs.role().labels());
    Map<String, String> annotations = new TreeMap<>(granted.podAnnotations());
    Sidecars.keepOut(labels, annotations);
    // Otherwise the memory-backed folders would keep an autoscaler from removing the node.
    annotations.putIfAbsent("cluster-autoscaler.kubernetes.io/safe-to-evict", "true");
    annotations.putAll(objectAnnotations);
    annotations.put("backupaccess.io/starts-with", inputs.startsWith());
    annotations.put("kubectl.kubernetes.io/default-container", inputs.role().container());
    PodRequests.of(granted, inputs.files().privilege()).remember(annotations);

    PodSpecBuilder pod =
        new PodSpecBuilder()
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(terminationGrace(inputs).toSeconds())
            .withServiceAccountName(granted.serviceAccount())
            // Its former name. The API server adds it by itself, and while it stays, so does the
            // account: both have to be ours before both can be taken away.
            .withServiceAccount(granted.serviceAccount())
            .withNodeSelector(nodeSelector(pods))
            .withAffinity(Affinities.pinned(pods.affinity(), pin))
            .withPriorityClassName(
                granted.priorityClass() == null ? priorityClasses.of(pin) : granted.priorityClass())
            .withHostUsers(pods.hostUsers())
            .withContainers(container(inputs))
            .withVolumes(PodVolumes.podVolumes(inputs));
    pod.addAllToTolerations(Affinities.tolerations(pods.tolerations(), pin));
    pod.addAllToImagePullSecrets(pods.imagePullSecrets());
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .withSpec(security(pod, inputs).build())
        .build();
  }

  private static Duration terminationGrace(Inputs inputs) {
    return inputs.shutdownDelay().plus(inputs.drain()).plus(BESIDES_DRAIN);
  }

  /** The image is one for Linux, and there are clusters with nodes of other systems. */
  private static Map<String, String> nodeSelector(PodsSpec pods) {
    Map<String, String> selector = new TreeMap<>(pods.nodeSelector());
    selector.put("kubernetes.io/os", "linux");
    return selector;
  }

  private static PodSpecBuilder security(PodSpecBuilder pod, Inputs inputs) {
    FilesSpec files = inputs.files();
    boolean root = files.privilege() != FilesSpec.Privilege.RESTRICTED;
    boolean platform = !root && files.userFrom() == UserFrom.PLATFORM;
    long user = root ? 0 : Objects.requireNonNullElse(files.runAsUser(), DEFAULT_USER);
    long group =
        Objects.requireNonNullElse(files.runAsGroup(), root ? Long.valueOf(0) : Long.valueOf(user));
    return pod.withNewSecurityContext()
        .withRunAsNonRoot(!root)
        .withRunAsUser(platform ? null : Long.valueOf(user))
        .withRunAsGroup(platform ? null : Long.valueOf(group))
        // A platform may add an fsGroup of its own, which shall not make the kubelet walk a volume
        // whose root has that group already.
        .withFsGroupChangePolicy(platform ? "OnRootMismatch" : null)
        .withSupplementalGroups(
            files.supplementalGroups().isEmpty() ? null : files.supplementalGroups())
        .withSeLinuxOptions(seLinux(inputs.seLinuxLevel()))
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext();
  }

  private static @Nullable SELinuxOptions seLinux(@Nullable String level) {
    return level == null ? null : new SELinuxOptionsBuilder().withLevel(level).build();
  }

  private Container container(Inputs inputs) {
    ResourceRequirements resources = inputs.pods().resources();
    return new ContainerBuilder()
        .withName(inputs.role().container())
        .withImage(image)
        .withImagePullPolicy(pullPolicy)
        .withArgs("serve", "--config", CONFIGURATION_FOLDER + "/" + CONFIGURATION_FILE)
        .addToPorts(inputs.role().port())
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
        .withCapabilities(capabilities(inputs.files().privilege()))
        .endSecurityContext()
        .withResources(resources == null ? defaultResources() : resources)
        .withStartupProbe(probe("/livez", 2, 60))
        .withReadinessProbe(probe("/readyz", READY_PERIOD, readyFailures(inputs.shutdownDelay())))
        .withLivenessProbe(probe("/livez", 10, 6))
        .withVolumeMounts(PodVolumes.mounts(inputs))
        .build();
  }

  private static Capabilities capabilities(FilesSpec.Privilege privilege) {
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

  /**
   * A gateway that ends is not ready. While it serves still, its node must not learn that from its
   * probe: kube-proxy sends nobody to a pod that ends and is not ready either.
   */
  private static int readyFailures(Duration shutdownDelay) {
    return 2 + (int) (shutdownDelay.toSeconds() / READY_PERIOD);
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
}
