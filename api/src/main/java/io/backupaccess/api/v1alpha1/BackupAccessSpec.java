package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the owner of the resource wants. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = Rules.GRANTS_EXIST,
    message = Rules.GRANTS_EXIST_MESSAGE,
    fieldPath = ".keys")
@ValidationRule(
    value = Rules.GRANTS_IN_ALL,
    message = Rules.GRANTS_IN_ALL_MESSAGE,
    fieldPath = ".keys")
@ValidationRule(
    value = Rules.KEY_ROOTS_EXIST,
    message = Rules.KEY_ROOTS_EXIST_MESSAGE,
    fieldPath = ".keys")
@ValidationRule(
    value = Rules.DELETION_POLICY_STAYS,
    message = Rules.DELETION_POLICY_STAYS_MESSAGE,
    fieldPath = ".hostKeys")
public record BackupAccessSpec(
    @JsonPropertyDescription(
            "True ends all sessions and stops the gateway; its address and host keys are kept. Default: false.")
        boolean suspend,
    @Required
        @Size(min = 1, max = 64)
        @JsonPropertyDescription("The keys that may connect, and their volumes.")
        List<KeySpec> keys,
    @Required @Size(min = 1, max = 32) @JsonPropertyDescription("The volumes that are served.")
        List<VolumeSpec> volumes,
    @JsonPropertyDescription("How clients reach the gateway.") GatewayServiceSpec service,
    @JsonPropertyDescription(
            "The host and port that clients connect to, where the Service does not say them.")
        EndpointSpec endpoint,
    @JsonPropertyDescription("How the gateway's SSH server treats its peers.") ServerSpec server,
    @JsonPropertyDescription("The files that the gateway may read, and its user.") FilesSpec files,
    @JsonPropertyDescription("Requests of the resource for the gateway's pod.") PodsSpec pods,
    @JsonPropertyDescription("Where the gateway's identity is kept.") HostKeysSpec hostKeys,
    @JsonPropertyDescription("How old the copies of clients may be, as the condition Fresh tells.")
        @Nullable FreshnessSpec freshness) {

  /** Fills in what was left out. */
  public BackupAccessSpec(
      boolean suspend,
      @Nullable List<KeySpec> keys,
      @Nullable List<VolumeSpec> volumes,
      @Nullable GatewayServiceSpec service,
      @Nullable EndpointSpec endpoint,
      @Nullable ServerSpec server,
      @Nullable FilesSpec files,
      @Nullable PodsSpec pods,
      @Nullable HostKeysSpec hostKeys,
      @Nullable FreshnessSpec freshness) {
    this.suspend = suspend;
    this.keys = keys == null ? List.of() : List.copyOf(keys);
    this.volumes = volumes == null ? List.of() : List.copyOf(volumes);
    this.service = service == null ? GatewayServiceSpec.DEFAULTS : service;
    this.endpoint = endpoint == null ? EndpointSpec.DEFAULTS : endpoint;
    this.server = server == null ? ServerSpec.DEFAULTS : server;
    this.files = files == null ? FilesSpec.DEFAULTS : files;
    this.pods = pods == null ? PodsSpec.DEFAULTS : pods;
    this.hostKeys = hostKeys == null ? HostKeysSpec.DEFAULTS : hostKeys;
    this.freshness = freshness;
  }
}
