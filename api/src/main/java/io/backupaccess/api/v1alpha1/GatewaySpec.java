package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the gateway's pod runs. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = Rules.RESTRICTED_USER,
    message = Rules.RESTRICTED_USER_MESSAGE,
    fieldPath = ".runAsUser")
@ValidationRule(
    value = Rules.READ_ALL_USER,
    message = Rules.READ_ALL_USER_MESSAGE,
    fieldPath = ".runAsUser")
public record GatewaySpec(
    @JsonPropertyDescription(
            "Whose files the gateway can read. Restricted, the default: those that runAsUser may read. ReadAll: all, as user 0 with the one capability CAP_DAC_READ_SEARCH. ReadAllBaseline: all, with CAP_DAC_OVERRIDE, where the namespace enforces the baseline pod security standard. The last two need the annotation backupaccess.io/allow-read-all: \"true\" on the namespace.")
        Privilege privilege,
    @JsonPropertyDescription(
            "What happens where the kernel cannot confine a pull (Landlock, seccomp). Required, the default: the gateway does not become ready. BestEffort: it serves all the same, trusting the owners of the volumes, and keys must not differ in their grants.")
        Confinement confinement,
    @Min(0)
        @Max(2147483647)
        @JsonPropertyDescription(
            "User id that reads the files; not 0. Default: 65532. Only with privilege Restricted.")
        @Nullable Long runAsUser,
    @Min(0)
        @Max(2147483647)
        @JsonPropertyDescription(
            "Group id that reads the files. Default: the number of the user id.")
        @Nullable Long runAsGroup,
    @Size(max = 32)
        @JsonPropertyDescription(
            "More group ids to read files with. The volumes' files keep their owners and groups: fsGroup is never used.")
        List<@Min(0) @Max(2147483647) Long> supplementalGroups,
    @JsonPropertyDescription(
            "False runs the pod in a user namespace, where the nodes can. Default: true.")
        @Nullable Boolean hostUsers,
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
    @Size(max = 64)
        @ValidationRule(value = Rules.LABELS, message = Rules.LABEL_MESSAGE)
        @ValidationRule(value = Rules.OWN_LABELS, message = Rules.OWN_LABEL_MESSAGE)
        @JsonPropertyDescription("Labels of the pod.")
        Map<String, @Size(max = 63) String> podLabels,
    @Size(max = 64)
        @ValidationRule(value = Rules.ANNOTATIONS, message = Rules.ANNOTATION_MESSAGE)
        @ValidationRule(value = Rules.OWN_ANNOTATIONS, message = Rules.OWN_ANNOTATION_MESSAGE)
        @JsonPropertyDescription("Annotations of the pod.")
        Map<String, @Size(max = 4096) String> podAnnotations,
    @Size(min = 1, max = 16)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @JsonPropertyDescription(
            "How long running pulls may go on when the pod has to stop, as hours, minutes and seconds. Default: 10m; at most 24h.")
        String drainTimeout,
    @JsonPropertyDescription(
            "Whether the volumes are served over SFTP too, for the same keys. Default: true.")
        Boolean sftp,
    @JsonPropertyDescription(
            "Which ciphers a client is offered. Fastest, the default: AES-GCM alone, to a client that has it. ClientOrder: all, so that the client's own order decides.")
        Ciphers ciphers,
    @JsonPropertyDescription(
            "The load balancers that pass clients on with the PROXY protocol. Default: clients connect themselves.")
        @Nullable ProxyProtocolSpec proxyProtocol,
    @JsonPropertyDescription("What all peers together, one source and one connection may take.")
        @Nullable LimitsSpec limits) {

  /** What a resource without {@code gateway} gets. */
  public static final GatewaySpec DEFAULTS =
      new GatewaySpec(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null);

  /** Fills in what was left out. */
  public GatewaySpec(
      @Nullable Privilege privilege,
      @Nullable Confinement confinement,
      @Nullable Long runAsUser,
      @Nullable Long runAsGroup,
      @Nullable List<Long> supplementalGroups,
      @Nullable Boolean hostUsers,
      @Nullable ResourceRequirements resources,
      @Nullable Map<String, String> nodeSelector,
      @Nullable List<Toleration> tolerations,
      @Nullable Affinity affinity,
      @Nullable String priorityClassName,
      @Nullable List<LocalObjectReference> imagePullSecrets,
      @Nullable Map<String, String> podLabels,
      @Nullable Map<String, String> podAnnotations,
      @Nullable String drainTimeout,
      @Nullable Boolean sftp,
      @Nullable Ciphers ciphers,
      @Nullable ProxyProtocolSpec proxyProtocol,
      @Nullable LimitsSpec limits) {
    this.privilege = privilege == null ? Privilege.RESTRICTED : privilege;
    this.confinement = confinement == null ? Confinement.REQUIRED : confinement;
    this.runAsUser = runAsUser;
    this.runAsGroup = runAsGroup;
    this.supplementalGroups =
        supplementalGroups == null ? List.of() : List.copyOf(supplementalGroups);
    this.hostUsers = hostUsers;
    this.resources = resources;
    this.nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    this.tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
    this.affinity = affinity;
    this.priorityClassName = priorityClassName;
    this.imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    this.podLabels = podLabels == null ? Map.of() : Map.copyOf(podLabels);
    this.podAnnotations = podAnnotations == null ? Map.of() : Map.copyOf(podAnnotations);
    this.drainTimeout = drainTimeout == null ? "10m" : drainTimeout;
    this.sftp = sftp == null || sftp;
    this.ciphers = ciphers == null ? Ciphers.FASTEST : ciphers;
    this.proxyProtocol = proxyProtocol;
    this.limits = limits;
  }

  /** Whose files the gateway can read. */
  public enum Privilege {
    /** Those that a user id of your choice may read. */
    @JsonProperty("Restricted")
    RESTRICTED,
    /** All, by one capability that reads and never writes. */
    @JsonProperty("ReadAll")
    READ_ALL,
    /** All, with the capability that the baseline pod security standard admits. */
    @JsonProperty("ReadAllBaseline")
    READ_ALL_BASELINE
  }

  /** Which ciphers a client is offered. */
  public enum Ciphers {
    /** AES-GCM alone, for a client that has it. */
    @JsonProperty("Fastest")
    FASTEST,
    /** All, so that the client's order decides. */
    @JsonProperty("ClientOrder")
    CLIENT_ORDER
  }

  /** What happens where the kernel cannot confine a pull. */
  public enum Confinement {
    /** The gateway does not become ready. */
    @JsonProperty("Required")
    REQUIRED,
    /** The gateway serves all the same, trusting the owners of the volumes. */
    @JsonProperty("BestEffort")
    BEST_EFFORT
  }
}
