package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's Deployment as it is.
 *
 * @param settled whether its controller has seen the newest template, and the one pod runs it and
 *     is ready
 * @param paused whether a new template is not rolled out for now
 * @param refused why its pod cannot be made, as {@code Reason: message}; null: it can, or nothing
 *     is known
 * @param claims those that its pods are to mount
 */
public record DeploymentState(
    boolean settled,
    boolean paused,
    int replicas,
    @Nullable String refused,
    Map<String, String> annotations,
    Set<String> claims) {
  public DeploymentState {
    annotations = Map.copyOf(annotations);
    claims = Set.copyOf(claims);
  }

  /** Reduces a Deployment as the API server holds it. */
  public static DeploymentState of(Deployment deployment) {
    var status = deployment.getStatus();
    int replicas = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    boolean settled =
        status != null
            && Objects.requireNonNullElse(status.getObservedGeneration(), 0L)
                >= Objects.requireNonNullElse(deployment.getMetadata().getGeneration(), 0L)
            && Objects.requireNonNullElse(status.getUpdatedReplicas(), 0) == replicas
            && Objects.requireNonNullElse(status.getAvailableReplicas(), 0) >= replicas
            && Objects.requireNonNullElse(status.getReplicas(), 0) == replicas;
    var annotations = deployment.getMetadata().getAnnotations();
    return new DeploymentState(
        settled,
        Boolean.TRUE.equals(deployment.getSpec().getPaused()),
        replicas,
        status == null ? null : refused(status),
        annotations == null ? Map.of() : annotations,
        claims(deployment));
  }

  private static Set<String> claims(Deployment deployment) {
    var template = deployment.getSpec().getTemplate();
    return template == null || template.getSpec() == null
        ? Set.of()
        : Stream.ofNullable(template.getSpec().getVolumes())
            .flatMap(List::stream)
            .flatMap(volume -> Stream.ofNullable(volume.getPersistentVolumeClaim()))
            .map(PersistentVolumeClaimVolumeSource::getClaimName)
            .collect(Collectors.toSet());
  }

  private static @Nullable String refused(DeploymentStatus status) {
    return Stream.ofNullable(status.getConditions())
        .flatMap(List::stream)
        .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
        // Each try has another name for the pod, and is no other failure for that.
        .map(c -> c.getReason() + ": " + c.getMessage().replaceFirst("pods \"[^\"]*\"", "the pod"))
        .findFirst()
        .orElse(null);
  }
}
