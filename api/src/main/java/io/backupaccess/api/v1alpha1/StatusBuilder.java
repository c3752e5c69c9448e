package io.backupaccess.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a {@link BackupAccessStatus}; what is not set is absent. */
public final class StatusBuilder {

  private @Nullable Long observedGeneration;
  private @Nullable List<Condition> conditions;
  private @Nullable List<AddressStatus> addresses;
  private @Nullable List<String> knownHosts;
  private @Nullable String command;
  private @Nullable ConfinementStatus confinement;
  private @Nullable List<KeyStatus> keys;
  private @Nullable String servedVolumes;
  private @Nullable List<VolumeStatus> volumes;
  private @Nullable String lastPullTime;
  private @Nullable PullRecordsStatus pullRecords;
  private @Nullable List<ClaimStatus> claims;

  StatusBuilder() {}

  public StatusBuilder observedGeneration(@Nullable Long value) {
    observedGeneration = value;
    return this;
  }

  public StatusBuilder conditions(@Nullable List<Condition> value) {
    conditions = value;
    return this;
  }

  public StatusBuilder addresses(@Nullable List<AddressStatus> value) {
    addresses = value;
    return this;
  }

  public StatusBuilder knownHosts(@Nullable List<String> value) {
    knownHosts = value;
    return this;
  }

  public StatusBuilder command(@Nullable String value) {
    command = value;
    return this;
  }

  public StatusBuilder confinement(@Nullable ConfinementStatus value) {
    confinement = value;
    return this;
  }

  public StatusBuilder keys(@Nullable List<KeyStatus> value) {
    keys = value;
    return this;
  }

  public StatusBuilder servedVolumes(@Nullable String value) {
    servedVolumes = value;
    return this;
  }

  public StatusBuilder volumes(@Nullable List<VolumeStatus> value) {
    volumes = value;
    return this;
  }

  public StatusBuilder lastPullTime(@Nullable String value) {
    lastPullTime = value;
    return this;
  }

  public StatusBuilder pullRecords(@Nullable PullRecordsStatus value) {
    pullRecords = value;
    return this;
  }

  public StatusBuilder claims(@Nullable List<ClaimStatus> value) {
    claims = value;
    return this;
  }

  /** The status. */
  public BackupAccessStatus build() {
    return new BackupAccessStatus(
        observedGeneration,
        conditions,
        addresses,
        knownHosts,
        command,
        confinement,
        keys,
        servedVolumes,
        volumes,
        lastPullTime,
        pullRecords,
        claims);
  }
}
