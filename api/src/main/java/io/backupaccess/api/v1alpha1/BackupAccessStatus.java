package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator found and made. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BackupAccessStatus(
    @JsonPropertyDescription("The metadata.generation that this status is about.")
        @Nullable Long observedGeneration,
    @Size(max = 16)
        @JsonPropertyDescription(
            "Ready: clients can pull all that the resource grants. Accepted: every entry of the spec is valid. VolumesReady: every volume is served. GatewayReady: the gateway runs, with the configuration that the resource says. KeysCurrent: no key has expired or will soon; Fresh, with spec.freshness: each key has pulled each of its volumes in time. Neither of the two makes Ready false. While Ready is false, Reconciling or Stalled says whether waiting helps.")
        List<Condition> conditions,
    @Size(max = 253) @JsonPropertyDescription("Name or address that clients connect to.")
        @Nullable String address,
    @JsonPropertyDescription("Port that clients connect to.") @Nullable Integer port,
    @Size(max = 16)
        @JsonPropertyDescription("The host keys as lines for the known_hosts of a client.")
        List<@Size(max = 2048) String> knownHosts,
    @Size(max = 2048) @JsonPropertyDescription("A command that pulls the first volume.")
        @Nullable String command,
    @JsonPropertyDescription(
            "What confines the programs that read the volumes, as the gateway's self-test proved it.")
        @Nullable ConfinementStatus confinement,
    @Size(max = 64) @JsonPropertyDescription("The keys as they are in force.") List<KeyStatus> keys,
    @Size(max = 16) @JsonPropertyDescription("How many volumes are served, of how many: 2/3.")
        @Nullable String servedVolumes,
    @Size(max = 32) @JsonPropertyDescription("The volumes as they are served.")
        List<VolumeStatus> volumes,
    @Size(max = 40) @JsonPropertyDescription("When the last pull began, of any key and volume.")
        @Nullable String lastPull,
    @JsonPropertyDescription("How far the gateway's records of pulls have been read.")
        @Nullable PullRecordsStatus pullRecords,
    @JsonPropertyDescription(
            "Whether clients come to the gateway with their own addresses, which sourceRanges of keys need. Visible: the last client of each key did. Hidden: one came with an address of the cluster's nodes or of a proxy. Unknown: none came yet, or the operator may not see nodes.")
        @Nullable ClientAddress clientAddress,
    @Size(max = 64)
        @JsonPropertyDescription(
            "The claims that clients know by the names of volumes, those of removed entries too. Under the name of one, another claim is not read until the annotation backupaccess.io/accept-claim accepts it.")
        List<ClaimStatus> claims) {

  /** With what addresses clients come. */
  public enum ClientAddress {
    @JsonProperty("Visible")
    VISIBLE,
    @JsonProperty("Hidden")
    HIDDEN,
    @JsonProperty("Unknown")
    UNKNOWN
  }

  /** The types of {@code conditions}. */
  public static final class ConditionType {
    public static final String READY = "Ready";
    public static final String ACCEPTED = "Accepted";
    public static final String VOLUMES_READY = "VolumesReady";
    public static final String GATEWAY_READY = "GatewayReady";
    public static final String KEYS_CURRENT = "KeysCurrent";
    public static final String RECONCILING = "Reconciling";
    public static final String STALLED = "Stalled";
    public static final String FRESH = "Fresh";

    private ConditionType() {}
  }

  /** Turns absent lists into empty ones. */
  public BackupAccessStatus(
      @Nullable Long observedGeneration,
      @Nullable List<Condition> conditions,
      @Nullable String address,
      @Nullable Integer port,
      @Nullable List<String> knownHosts,
      @Nullable String command,
      @Nullable ConfinementStatus confinement,
      @Nullable List<KeyStatus> keys,
      @Nullable String servedVolumes,
      @Nullable List<VolumeStatus> volumes,
      @Nullable String lastPull,
      @Nullable PullRecordsStatus pullRecords,
      @Nullable ClientAddress clientAddress,
      @Nullable List<ClaimStatus> claims) {
    this.observedGeneration = observedGeneration;
    this.conditions = conditions == null ? List.of() : List.copyOf(conditions);
    this.address = address;
    this.port = port;
    this.knownHosts = knownHosts == null ? List.of() : List.copyOf(knownHosts);
    this.command = command;
    this.confinement = confinement;
    this.keys = keys == null ? List.of() : List.copyOf(keys);
    this.servedVolumes = servedVolumes;
    this.volumes = volumes == null ? List.of() : List.copyOf(volumes);
    this.lastPull = lastPull;
    this.pullRecords = pullRecords;
    this.clientAddress = clientAddress;
    this.claims = claims == null ? List.of() : List.copyOf(claims);
  }
}
