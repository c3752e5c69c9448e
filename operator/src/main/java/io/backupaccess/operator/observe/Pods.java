package io.backupaccess.operator.observe;

import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.naming.Names;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reduces pods to what is asked of them. */
final class Pods {

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private Pods() {}

  /** A pod with no more than this class and the informers ask of it. */
  static Pod reduced(Pod pod) {
    var spec = pod.getSpec();
    var status = pod.getStatus();
    ObjectMeta metadata = ReducedMetadata.of(pod.getMetadata());
    if (ofGateway(pod)) {
      metadata.setLabels(pod.getMetadata().getLabels());
      metadata.setOwnerReferences(pod.getMetadata().getOwnerReferences());
      metadata.setAnnotations(pod.getMetadata().getAnnotations());
    }
    PodBuilder reduced = new PodBuilder().withMetadata(metadata);
    if (spec != null) {
      reduced
          .withNewSpec()
          .withNodeName(spec.getNodeName())
          .withTolerations(spec.getTolerations())
          .withVolumes(ofClaims(spec.getVolumes()))
          .withSecurityContext(SeLinuxOfPod.reduced(spec.getSecurityContext()))
          .withInitContainers(SeLinuxOfPod.reduced(spec.getInitContainers()))
          .withContainers(
              ofGateway(pod)
                  ? SeLinuxOfPod.withMounts(spec.getContainers())
                  : SeLinuxOfPod.reduced(spec.getContainers()))
          .endSpec();
    }
    if (status != null) {
      reduced
          .withNewStatus()
          .withPhase(status.getPhase())
          .withPodIP(status.getPodIP())
          .withHostIP(status.getHostIP())
          .withHostIPs(status.getHostIPs())
          .withConditions(conditions(pod, status))
          .withContainerStatuses(ofGateway(pod) ? status.getContainerStatuses() : null)
          .endStatus();
    }
    return reduced.build();
  }

  private static List<Volume> ofClaims(@Nullable List<Volume> volumes) {
    return Stream.ofNullable(volumes)
        .flatMap(List::stream)
        .filter(v -> v.getPersistentVolumeClaim() != null || v.getEphemeral() != null)
        .toList();
  }

  private static List<PodCondition> conditions(Pod pod, PodStatus status) {
    return ofGateway(pod)
        ? Stream.concat(unscheduled(status).stream(), ready(status)).toList()
        : unscheduled(status);
  }

  private static Stream<PodCondition> ready(PodStatus status) {
    return Stream.ofNullable(status.getConditions())
        .flatMap(List::stream)
        .filter(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static List<PodCondition> unscheduled(PodStatus status) {
    return Stream.ofNullable(status.getConditions())
        .flatMap(List::stream)
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .toList();
  }

  /** The names of the claims that the pod uses, those made for it alone included. */
  static List<String> claimNames(Pod pod) {
    List<Volume> volumes = pod.getSpec().getVolumes();
    return volumes == null
        ? List.of()
        : volumes.stream().flatMap(volume -> claimName(pod, volume)).distinct().toList();
  }

  /** The claim that a volume of a pod is; none: it is something else. */
  static Stream<String> claimName(Pod pod, Volume volume) {
    if (volume.getPersistentVolumeClaim() != null) {
      return Stream.of(volume.getPersistentVolumeClaim().getClaimName());
    }
    return volume.getEphemeral() != null
        ? Stream.of(pod.getMetadata().getName() + "-" + volume.getName())
        : Stream.empty();
  }

  /** Whether the pod is one of a gateway's, or of a reader's. */
  static boolean ofGateway(Pod pod) {
    return access(pod).isPresent();
  }

  /**
   * The name of the resource whose gateway or reader the pod is of. Anybody's pod can have our
   * labels; of a Deployment are those that one of its ReplicaSets controls.
   */
  static Optional<String> access(Pod pod) {
    var annotations = pod.getMetadata().getAnnotations();
    String access = annotations == null ? null : annotations.get(Labels.ACCESS);
    if (access == null) {
      return Optional.empty();
    }
    return Optional.of(access)
        .filter(
            name ->
                Labels.reader(pod)
                    .map(id -> isControlledBy(pod, Names.reader(name, id)))
                    .orElseGet(
                        () ->
                            Labels.GATEWAY.equals(labels(pod).get(Labels.NAME))
                                && isControlledBy(pod, Names.gateway(name))));
  }

  private static boolean isControlledBy(Pod pod, String deployment) {
    String replicaSet = deployment + "-" + labels(pod).get("pod-template-hash");
    return pod.getMetadata().getOwnerReferences().stream()
        .anyMatch(
            owner ->
                Boolean.TRUE.equals(owner.getController())
                    && "ReplicaSet".equals(owner.getKind())
                    && replicaSet.equals(owner.getName()));
  }

  static Map<String, String> labels(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  /**
   * The pod as a holder of the claim; nothing for one that has ended. A gateway's counts for other
   * resources while it runs and is to stay: two that start never wait for each other.
   *
   * @param access the resource whose gateway wants the claim
   */
  static Optional<Holder> holder(Pod pod, String claimName, String access) {
    if (ENDED.contains(phase(pod)) || leftUnscheduled(pod)) {
      return Optional.empty();
    }
    Holder.Rank rank = rank(pod);
    Optional<String> gateway = access(pod);
    if (gateway.isPresent() && (gateway.get().equals(access) || rank != Holder.Rank.RUNNING)) {
      return Optional.empty();
    }
    return Optional.of(
        new Holder(
            claimName,
            pod.getMetadata().getName(),
            pod.getSpec().getNodeName(),
            gateway.isPresent() ? Holder.Rank.GATEWAY : rank,
            Objects.requireNonNullElse(pod.getSpec().getTolerations(), List.of()),
            SeLinuxOfPod.level(pod, claimName)));
  }

  private static Holder.Rank rank(Pod pod) {
    if (pod.getSpec().getNodeName() == null) {
      return Holder.Rank.UNSCHEDULED;
    }
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return Holder.Rank.TERMINATING;
    }
    return phase(pod).equals("Running") ? Holder.Rank.RUNNING : Holder.Rank.BOUND;
  }

  /** Whether it is on its way out, and never had a node. */
  private static boolean leftUnscheduled(Pod pod) {
    return pod.getSpec().getNodeName() == null && pod.getMetadata().getDeletionTimestamp() != null;
  }

  static GatewayPod gatewayPod(Pod pod) {
    var status = pod.getStatus();
    var metadata = pod.getMetadata();
    return new GatewayPod(
        metadata.getName(),
        metadata.getUid(),
        Objects.requireNonNullElse(metadata.getCreationTimestamp(), ""),
        pod.getSpec().getNodeName(),
        status == null ? null : status.getPodIP(),
        hostIps(status),
        phase(pod).equals("Running"),
        status != null && ready(status).findAny().isPresent(),
        end(pod),
        waiting(pod),
        Set.copyOf(claimNames(pod)),
        mounts(pod),
        Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()));
  }

  private static Set<String> mounts(Pod pod) {
    return Stream.ofNullable(pod.getSpec().getContainers())
        .flatMap(List::stream)
        .flatMap(container -> Stream.ofNullable(container.getVolumeMounts()))
        .flatMap(List::stream)
        .map(VolumeMount::getMountPath)
        .collect(Collectors.toSet());
  }

  private static List<String> hostIps(@Nullable PodStatus status) {
    return status == null
        ? List.of()
        : Stream.concat(
                Stream.ofNullable(status.getHostIP()),
                Stream.ofNullable(status.getHostIPs())
                    .flatMap(List::stream)
                    .map(HostIP::getIp)
                    .filter(Objects::nonNull))
            .distinct()
            .toList();
  }

  private static GatewayPod.@Nullable End end(Pod pod) {
    String due = pod.getMetadata().getDeletionTimestamp();
    Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
    return due == null
        ? null
        : new GatewayPod.End(Instant.parse(due), Duration.ofSeconds(grace == null ? 0 : grace));
  }

  private static String phase(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getPhase() == null
        ? ""
        : pod.getStatus().getPhase();
  }

  private static @Nullable String waiting(Pod pod) {
    if (pod.getStatus() == null) {
      return null;
    }
    Stream<String> containers =
        Stream.ofNullable(pod.getStatus().getContainerStatuses())
            .flatMap(List::stream)
            .flatMap(Pods::waiting);
    Stream<String> scheduling = unscheduled(pod.getStatus()).stream().map(Pods::reason);
    return Stream.concat(containers, scheduling).findFirst().orElse(null);
  }

  private static Stream<String> waiting(ContainerStatus status) {
    var waiting = status.getState() == null ? null : status.getState().getWaiting();
    if (waiting == null || waiting.getReason() == null) {
      return Stream.empty();
    }
    return Stream.of(
        waiting.getMessage() == null
            ? waiting.getReason()
            : waiting.getReason() + ": " + waiting.getMessage());
  }

  private static String reason(PodCondition condition) {
    return condition.getReason() + ": " + condition.getMessage();
  }
}
