package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the gateway's identity is kept. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HostKeysSpec(
    @Size(min = 1, max = 2)
        @ValidationRule(value = Rules.DNS_SUBDOMAIN, message = Rules.DNS_SUBDOMAIN_MESSAGE)
        @ValidationRule(
            value = Rules.HOST_KEY_SECRETS_DIFFER,
            message = Rules.HOST_KEY_SECRETS_DIFFER_MESSAGE)
        @JsonPropertyDescription(
            "Secrets with the keys ssh_host_ed25519_key and ssh_host_ed25519_key.pub. The gateway uses the first, and publishes the second as the key that comes next. The first of a new list must be in the old one. A Secret that the operator did not make needs the label backupaccess.io/host-keys: \"true\". Default: NAME-host-keys, which the operator makes.")
        List<@Size(min = 1, max = 253) String> secretNames,
    @JsonPropertyDescription(
            "Whether the operator makes those of secretNames that do not exist. IfMissing: it makes them once, and never changes them after. Never: it waits for them. Default: Never, but IfMissing where secretNames is left out.")
        @Nullable CreationPolicy creationPolicy,
    @JsonPropertyDescription(
            "The fate of host keys that the operator made, when the resource is deleted. Retain, the default: they"
                + " stay, and a resource made again under the same name keeps its identity. Delete: they go with it. Cannot be"
                + " changed later.")
        DeletionPolicy deletionPolicy) {

  /** What a resource without {@code hostKeys} gets. */
  public static final HostKeysSpec DEFAULTS = new HostKeysSpec(null, null, null);

  /** Fills in what was left out. */
  public HostKeysSpec(
      @Nullable List<String> secretNames,
      @Nullable CreationPolicy creationPolicy,
      @Nullable DeletionPolicy deletionPolicy) {
    this.secretNames = secretNames == null ? List.of() : List.copyOf(secretNames);
    this.creationPolicy = creationPolicy;
    this.deletionPolicy = deletionPolicy == null ? DeletionPolicy.RETAIN : deletionPolicy;
  }

  /** Whether the operator makes what does not exist. */
  public boolean created() {
    return creationPolicy == null
        ? secretNames.isEmpty()
        : creationPolicy == CreationPolicy.IF_MISSING;
  }

  /** Whether the operator makes Secrets with host keys. */
  public enum CreationPolicy {
    /** Those that do not exist. */
    @JsonProperty("IfMissing")
    IF_MISSING,
    /** None: they are their owner's to make. */
    @JsonProperty("Never")
    NEVER
  }

  /** What becomes of the host keys when the resource is deleted. */
  public enum DeletionPolicy {
    /** They stay, and a resource made again under the same name keeps its identity. */
    @JsonProperty("Retain")
    RETAIN,
    /** They go with the resource. */
    @JsonProperty("Delete")
    DELETE
  }
}
