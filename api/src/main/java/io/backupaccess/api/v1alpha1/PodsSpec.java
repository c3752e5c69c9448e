package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the resource asks of the gateway's pod. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodsSpec(
    @Size(max = 64)
        @ValidationRule(value = Rules.LABELS, message = Rules.LABEL_MESSAGE)
        @ValidationRule(value = Rules.OWN_LABELS, message = Rules.OWN_LABEL_MESSAGE)
        @JsonPropertyDescription("Labels of the pod.")
        Map<String, @Size(max = 63) String> labels,
    @Size(max = 64)
        @ValidationRule(value = Rules.ANNOTATIONS, message = Rules.ANNOTATION_MESSAGE)
        @ValidationRule(value = Rules.OWN_ANNOTATIONS, message = Rules.OWN_ANNOTATION_MESSAGE)
        @JsonPropertyDescription("Annotations of the pod.")
        Map<String, @Size(max = 4096) String> annotations,
    @JsonPropertyDescription(
            "Requests and limits of the gateway's container. Default: the operator's.")
        @Nullable ResourceRequirements resources,
    @Size(max = 64)
        @ValidationRule(value = Rules.LABELS, message = Rules.LABEL_MESSAGE)
        @JsonPropertyDescription("Labels of the nodes that the pod may run on.")
        Map<String, @Size(max = 63) String> nodeSelector,
    @Size(max = 32) @JsonPropertyDescription("Tolerations of the pod, as in any pod.")
        List<Toleration> tolerations,
    @JsonPropertyDescription("Affinity of the pod, as in any pod.") @Nullable Affinity affinity,
    @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.DNS_SUBDOMAIN, message = Rules.DNS_SUBDOMAIN_MESSAGE)
        @JsonPropertyDescription("Priority class of the pod.")
        @Nullable String priorityClassName,
    @Size(max = 16)
        @JsonPropertyDescription("Secrets in the same namespace to pull the gateway's image with.")
        List<LocalObjectReference> imagePullSecrets,
    @JsonPropertyDescription(
            "False runs the pod in a user namespace, where the nodes can. Default: true.")
        @Nullable Boolean hostUsers,
    @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.DNS_SUBDOMAIN, message = Rules.DNS_SUBDOMAIN_MESSAGE)
        @JsonPropertyDescription(
            "Service account of the pod, for platforms that grant by it which users a pod may run as. The pod gets no token of it. The operator has to allow it. Default: the namespace's.")
        @Nullable String serviceAccountName,
    @JsonPropertyDescription("When a new pod takes the place of one that runs transfers.")
        UpdatePolicySpec updatePolicy) {

  /** What a resource without {@code pods} gets. */
  public static final PodsSpec DEFAULTS =
      new PodsSpec(null, null, null, null, null, null, null, null, null, null, null);

  /** Fills in what was left out. */
  public PodsSpec(
      @Nullable Map<String, String> labels,
      @Nullable Map<String, String> annotations,
      @Nullable ResourceRequirements resources,
      @Nullable Map<String, String> nodeSelector,
      @Nullable List<Toleration> tolerations,
      @Nullable Affinity affinity,
      @Nullable String priorityClassName,
      @Nullable List<LocalObjectReference> imagePullSecrets,
      @Nullable Boolean hostUsers,
      @Nullable String serviceAccountName,
      @Nullable UpdatePolicySpec updatePolicy) {
    this.labels = labels == null ? Map.of() : Map.copyOf(labels);
    this.annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    this.resources = resources;
    this.nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    this.tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
    this.affinity = affinity;
    this.priorityClassName = priorityClassName;
    this.imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    this.hostUsers = hostUsers;
    this.serviceAccountName = serviceAccountName;
    this.updatePolicy = updatePolicy == null ? UpdatePolicySpec.DEFAULTS : updatePolicy;
  }
}
