package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry of {@code spec.keys} as it is in force. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyStatus(
    @Required @Size(max = 63) @JsonPropertyDescription("Name of the entry in spec.keys.")
        String name,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Accepted: the entry is in force. Else the reason of the first of what is wrong with it, as in conditions.")
        @Nullable String reason,
    @Size(max = 256)
        @JsonPropertyDescription("The first of what is wrong with the entry, shortened.")
        @Nullable String message,
    @Size(max = KeyStatus.MOST_FINGERPRINTS)
        @JsonPropertyDescription(
            "The first of the accepted keys, or the authority of the accepted certificates, as `ssh-keygen -l` names them.")
        List<@Size(max = 64) String> fingerprints,
    @JsonPropertyDescription("How many keys are accepted.") @Nullable Integer fingerprintCount,
    @Size(max = 40) @JsonPropertyDescription("When the entry expires.")
        @Nullable String expirationTime,
    @Size(max = 32) @JsonPropertyDescription("The entry's pulls of each volume.")
        List<KeyVolumeStatus> volumes) {

  /** The most fingerprints of one entry. */
  public static final int MOST_FINGERPRINTS = 16;

  /** The reason of an entry that is in force. */
  public static final String ACCEPTED = "Accepted";

  /** Turns an absent list, which is how an empty one is kept, into an empty one. */
  public KeyStatus(
      String name,
      @Nullable String reason,
      @Nullable String message,
      @Nullable List<String> fingerprints,
      @Nullable Integer fingerprintCount,
      @Nullable String expirationTime,
      @Nullable List<KeyVolumeStatus> volumes) {
    this.name = name;
    this.reason = reason;
    this.message = message;
    this.fingerprints = fingerprints == null ? List.of() : List.copyOf(fingerprints);
    this.fingerprintCount = fingerprintCount;
    this.expirationTime = expirationTime;
    this.volumes = volumes == null ? List.of() : List.copyOf(volumes);
  }

  /** The same without what it has pulled. */
  public KeyStatus withoutVolumes() {
    return new KeyStatus(
        name, reason, message, fingerprints, fingerprintCount, expirationTime, List.of());
  }
}
