package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where the gateway's identity is kept. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = Rules.NEXT_HOST_KEY_DIFFERS, message = Rules.NEXT_HOST_KEY_DIFFERS_MESSAGE)
public record HostKeysSpec(
    @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.DNS_SUBDOMAIN, message = Rules.DNS_SUBDOMAIN_MESSAGE)
        @JsonPropertyDescription(
            "A Secret that you made yourself, with exactly the keys ssh_host_ed25519_key, in OpenSSH's format, and"
                + " ssh_host_ed25519_key.pub. Default: one is made by the operator, once, and never changed after."
                + " Cannot be changed later, except to what nextSecretName was.")
        @Nullable String secretName,
    @JsonPropertyDescription(
            "What becomes of host keys that the operator made when the resource is deleted. Retain, the default: they"
                + " stay, and a resource made again under the same name keeps its identity. Delete: they go with it. Cannot be"
                + " changed later.")
        Retention retention,
    @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.DNS_SUBDOMAIN, message = Rules.DNS_SUBDOMAIN_MESSAGE)
        @JsonPropertyDescription(
            "A Secret like that of secretName, with the key that the gateway will use next: clients are told of it in"
                + " status.knownHosts and, where they can learn host keys, by the gateway itself. To use it, name it in"
                + " secretName. The operator makes it if its name begins with NAME-host-keys-; any other you make yourself.")
        @Nullable String nextSecretName) {

  /** What a resource without {@code hostKeys} gets. */
  public static final HostKeysSpec DEFAULTS = new HostKeysSpec(null, null, null);

  /** Fills in what was left out. */
  public HostKeysSpec(
      @Nullable String secretName, @Nullable Retention retention, @Nullable String nextSecretName) {
    this.secretName = secretName;
    this.retention = retention == null ? Retention.RETAIN : retention;
    this.nextSecretName = nextSecretName;
  }

  /** What becomes of the host keys when the resource is deleted. */
  public enum Retention {
    /** They stay, and a resource made again under the same name keeps its identity. */
    @JsonProperty("Retain")
    RETAIN,
    /** They go with the resource. */
    @JsonProperty("Delete")
    DELETE
  }
}
