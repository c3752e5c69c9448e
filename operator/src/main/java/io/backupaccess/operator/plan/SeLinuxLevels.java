package io.backupaccess.operator.plan;

import io.backupaccess.operator.observe.Holder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SELinux level of the gateway's pod. A container runtime labels all files of a claim with the
 * level of the pod that it starts, so that a gateway of another level than the application's would
 * lock the application out of its own files.
 *
 * @param level of the pod; null: whatever the runtime gives it
 * @param byClaim the levels of the pods that hold the claims, or of the last ones that did
 */
record SeLinuxLevels(@Nullable String level, Map<String, String> byClaim) {

  /** Annotation on the Deployment in which the levels are remembered. */
  static final String ANNOTATION = "backupaccess.io/selinux-levels";

  SeLinuxLevels {
    byClaim = Map.copyOf(byClaim);
  }

  /**
   * The level of the first claim that has one.
   *
   * @param claims the names of those that can be mounted, in the order of the volumes
   * @param holders pods that use claims
   * @param annotations of the Deployment, which remember the pods that are gone: the files have
   *     their level still
   * @param own what the resource says, which counts where no pod says anything
   */
  static SeLinuxLevels of(
      List<String> claims,
      List<Holder> holders,
      Map<String, String> annotations,
      @Nullable String own) {
    Map<String, String> remembered = read(annotations);
    Map<String, String> byClaim = new TreeMap<>();
    String first = null;
    for (String claim : claims) {
      String level = level(claim, holders, remembered);
      if (level != null) {
        byClaim.put(claim, level);
        first = first == null ? level : first;
      }
    }
    return new SeLinuxLevels(first == null ? own : first, byClaim);
  }

  private static @Nullable String level(
      String claim, List<Holder> holders, Map<String, String> remembered) {
    List<Holder> of = holders.stream().filter(h -> h.claimName().equals(claim)).toList();
    if (of.isEmpty()) {
      return remembered.get(claim);
    }
    return of.stream()
        .sorted(Comparator.comparing(Holder::rank).thenComparing(Holder::pod))
        .map(Holder::seLinuxLevel)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Whether the gateway can have the claim without taking it from those who hold it. */
  boolean fit(String claim) {
    String wanted = byClaim.get(claim);
    return wanted == null || wanted.equals(level);
  }

  /** What the Deployment has to remember; null: nothing. */
  @Nullable String annotation() {
    return byClaim.isEmpty() ? null : Serialization.asJson(new TreeMap<>(byClaim));
  }

  /** Nothing where the annotation was damaged. */
  private static Map<String, String> read(Map<String, String> annotations) {
    String text = annotations.get(ANNOTATION);
    if (text == null) {
      return Map.of();
    }
    try {
      Map<?, ?> found = Serialization.unmarshal(text, Map.class);
      return found.entrySet().stream()
          .collect(
              Collectors.toMap(e -> String.valueOf(e.getKey()), e -> String.valueOf(e.getValue())));
    } catch (RuntimeException e) {
      return Map.of();
    }
  }
}
