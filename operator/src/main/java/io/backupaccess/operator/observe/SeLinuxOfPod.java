package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The SELinux level that a pod uses a claim with, and what of the pod tells it. */
final class SeLinuxOfPod {

  private SeLinuxOfPod() {}

  /** That of a container which mounts the claim, else the pod's own; null: neither says one. */
  static @Nullable String level(Pod pod, String claimName) {
    Set<String> volumes =
        Stream.ofNullable(pod.getSpec().getVolumes())
            .flatMap(List::stream)
            .filter(volume -> Pods.claimName(pod, volume).anyMatch(claimName::equals))
            .map(Volume::getName)
            .collect(Collectors.toSet());
    return Stream.of(pod.getSpec().getContainers(), pod.getSpec().getInitContainers())
        .flatMap(Stream::ofNullable)
        .flatMap(List::stream)
        .filter(container -> mounts(container, volumes))
        .flatMap(container -> level(container).stream())
        .findFirst()
        .or(() -> level(pod.getSpec().getSecurityContext()))
        .orElse(null);
  }

  private static boolean mounts(Container container, Set<String> volumes) {
    return Stream.ofNullable(container.getVolumeMounts())
        .flatMap(List::stream)
        .anyMatch(mount -> volumes.contains(mount.getName()));
  }

  private static Optional<String> level(Container container) {
    return Optional.ofNullable(container.getSecurityContext())
        .map(context -> context.getSeLinuxOptions())
        .map(SELinuxOptions::getLevel);
  }

  private static Optional<String> level(@Nullable PodSecurityContext context) {
    return Optional.ofNullable(context)
        .map(PodSecurityContext::getSeLinuxOptions)
        .map(SELinuxOptions::getLevel);
  }

  /** What of a pod's own options is asked; null: nothing. */
  static @Nullable PodSecurityContext reduced(@Nullable PodSecurityContext context) {
    return level(context)
        .map(
            level ->
                new PodSecurityContextBuilder()
                    .withNewSeLinuxOptions()
                    .withLevel(level)
                    .endSeLinuxOptions()
                    .build())
        .orElse(null);
  }

  /** Those of the containers that say a level, with what they mount. */
  static List<Container> reduced(@Nullable List<Container> containers) {
    return Stream.ofNullable(containers)
        .flatMap(List::stream)
        .filter(container -> level(container).isPresent())
        .map(SeLinuxOfPod::reduced)
        .toList();
  }

  /** All of the containers, with their levels and what they mount. */
  static List<Container> withMounts(@Nullable List<Container> containers) {
    return Stream.ofNullable(containers).flatMap(List::stream).map(SeLinuxOfPod::reduced).toList();
  }

  private static Container reduced(Container container) {
    ContainerBuilder reduced =
        new ContainerBuilder()
            .withName(container.getName())
            .withVolumeMounts(container.getVolumeMounts());
    level(container)
        .ifPresent(
            level ->
                reduced
                    .withNewSecurityContext()
                    .withNewSeLinuxOptions()
                    .withLevel(level)
                    .endSeLinuxOptions()
                    .endSecurityContext());
    return reduced.build();
  }
}
