package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
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
            "Ready: clients can pull all that the resource grants. It is made of Accepted (the spec by itself), ResolvedRefs (Secrets that it refers to), VolumesReady and GatewayReady. KeysCurrent (no key expires soon), ClientAddressVisible (clients come with addresses of their own) and Fresh (each key has pulled in time) stand beside it. While Ready is False, Reconciling or Stalled says whether waiting helps.")
        List<Condition> conditions,
    @Size(max = BackupAccessStatus.MOST_ADDRESSES)
        @JsonPropertyDescription(
            "Where clients reach the gateway, of each address family that it has; the first is what clients are told to use.")
        List<AddressStatus> addresses,
    @Size(max = 16)
        @JsonPropertyDescription("The host keys as lines for the known_hosts of a client.")
        List<@Size(max = 8192) String> knownHosts,
    @Size(max = 16384)
        @JsonPropertyDescription(
            "A command that pulls the first volume; where the volumes are on several nodes, a line for each.")
        @Nullable String command,
    @JsonPropertyDescription(
            "The confinement of the programs that read the volumes, as the gateway's self-test proved it.")
        @Nullable ConfinementStatus confinement,
    @Size(max = 64) @JsonPropertyDescription("The keys as they are in force.") List<KeyStatus> keys,
    @Size(max = 16) @JsonPropertyDescription("How many volumes are served, of how many: 2/3.")
        @Nullable String servedVolumes,
    @Size(max = 32) @JsonPropertyDescription("The volumes as they are served.")
        List<VolumeStatus> volumes,
    @Size(max = 40) @JsonPropertyDescription("When the last pull began, of any key and volume.")
        @Nullable String lastPullTime,
    @JsonPropertyDescription("How far the gateway's records of pulls have been read.")
        @Nullable PullRecordsStatus pullRecords,
    @Size(max = 64)
        @JsonPropertyDescription(
            "The claims that clients know by the names of volumes, those of removed entries too. Under the name of one, another claim is not read until the annotation backupaccess.io/accept-claim accepts it.")
        List<ClaimStatus> claims) {

  /** The most addresses. */
  public static final int MOST_ADDRESSES = 16;

  /** The types of {@code conditions}. */
  public static final class ConditionType {
    public static final String READY = "Ready";
    public static final String ACCEPTED = "Accepted";
    public static final String RESOLVED_REFS = "ResolvedRefs";
    public static final String VOLUMES_READY = "VolumesReady";
    public static final String GATEWAY_READY = "GatewayReady";
    public static final String KEYS_CURRENT = "KeysCurrent";
    public static final String CLIENT_ADDRESS_VISIBLE = "ClientAddressVisible";
    public static final String RECONCILING = "Reconciling";
    public static final String STALLED = "Stalled";
    public static final String FRESH = "Fresh";

    private ConditionType() {}
  }

  /** Turns absent lists into empty ones. */
  public BackupAccessStatus(
      @Nullable Long observedGeneration,
      @Nullable List<Condition> conditions,
      @Nullable List<AddressStatus> addresses,
      @Nullable List<String> knownHosts,
      @Nullable String command,
      @Nullable ConfinementStatus confinement,
      @Nullable List<KeyStatus> keys,
      @Nullable String servedVolumes,
      @Nullable List<VolumeStatus> volumes,
      @Nullable String lastPullTime,
      @Nullable PullRecordsStatus pullRecords,
      @Nullable List<ClaimStatus> claims) {
    this.observedGeneration = observedGeneration;
    this.conditions = copy(conditions);
    this.addresses = copy(addresses);
    this.knownHosts = copy(knownHosts);
    this.command = command;
    this.confinement = confinement;
    this.keys = copy(keys);
    this.servedVolumes = servedVolumes;
    this.volumes = copy(volumes);
    this.lastPullTime = lastPullTime;
    this.pullRecords = pullRecords;
    this.claims = copy(claims);
  }

  private static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** A status with nothing in it. */
  public static StatusBuilder builder() {
    return new StatusBuilder();
  }

  /** A builder that begins with this status. */
  public StatusBuilder with() {
    return new StatusBuilder()
        .observedGeneration(observedGeneration)
        .conditions(conditions)
        .addresses(addresses)
        .knownHosts(knownHosts)
        .command(command)
        .confinement(confinement)
        .keys(keys)
        .servedVolumes(servedVolumes)
        .volumes(volumes)
        .lastPullTime(lastPullTime)
        .pullRecords(pullRecords)
        .claims(claims);
  }
}
