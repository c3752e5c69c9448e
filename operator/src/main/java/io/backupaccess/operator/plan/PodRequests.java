package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.FilesSpec.Privilege;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a pod was made with that the operator has to allow. It is remembered in the pod, so that one
 * that runs, drains or cannot be replaced now ends when it is not allowed any more.
 *
 * @param labels keys
 * @param annotations keys
 * @param privilege null: the one that everybody may have
 */
record PodRequests(
    List<String> labels,
    List<String> annotations,
    @Nullable String priorityClass,
    @Nullable String serviceAccount,
    @Nullable Privilege privilege) {

  private static final String ANNOTATION = "backupaccess.io/granted";

  private static final PodRequests NONE = new PodRequests(List.of(), List.of(), null, null, null);

  PodRequests(
      @Nullable List<String> labels,
      @Nullable List<String> annotations,
      @Nullable String priorityClass,
      @Nullable String serviceAccount,
      @Nullable Privilege privilege) {
    this.labels = labels == null ? List.of() : List.copyOf(labels);
    this.annotations = annotations == null ? List.of() : List.copyOf(annotations);
    this.priorityClass = priorityClass;
    this.serviceAccount = serviceAccount;
    this.privilege = privilege;
  }

  static PodRequests of(Granted granted, Privilege privilege) {
    return new PodRequests(
        List.copyOf(new TreeSet<>(granted.podLabels().keySet())),
        List.copyOf(new TreeSet<>(granted.podAnnotations().keySet())),
        granted.priorityClass(),
        granted.serviceAccount(),
        privilege == Privilege.RESTRICTED ? null : privilege);
  }

  /** Adds itself to the annotations of the pod, if there is anything. */
  void remember(Map<String, String> podAnnotations) {
    if (!equals(NONE)) {
      Map<String, Object> found = new TreeMap<>();
      found.put("annotations", annotations);
      found.put("labels", labels);
      Optional.ofNullable(priorityClass).ifPresent(name -> found.put("priorityClass", name));
      Optional.ofNullable(serviceAccount).ifPresent(name -> found.put("serviceAccount", name));
      Optional.ofNullable(privilege).ifPresent(tier -> found.put("privilege", tier));
      podAnnotations.put(ANNOTATION, Serialization.asJson(found));
    }
  }

  /** Those of a pod; nothing can be said of one whose annotation was damaged, and that is none. */
  static Optional<PodRequests> read(Map<String, String> podAnnotations) {
    String text = podAnnotations.get(ANNOTATION);
    if (text == null) {
      return Optional.of(NONE);
    }
    try {
      return Optional.of(Serialization.unmarshal(text, PodRequests.class));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * @param byDefault the priority classes that any may have
   */
  boolean allowedBy(Allowance allowance, PriorityClasses byDefault) {
    return allowance.podLabels().refused(labels).isEmpty()
        && allowance.podAnnotations().refused(annotations).isEmpty()
        && (priorityClass == null
            || byDefault.have(priorityClass)
            || allowance.priorityClasses().allow(priorityClass))
        && (serviceAccount == null || allowance.serviceAccounts().allow(serviceAccount))
        && (privilege == null || allowance.privileges().contains(privilege));
  }
}
