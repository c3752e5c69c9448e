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
    @Size(max = 1000)
        @JsonPropertyDescription(
            "The accepted keys, or the authority of the accepted certificates, as `ssh-keygen -l` names them.")
        List<@Size(max = 64) String> fingerprints,
    @Size(max = 40) @JsonPropertyDescription("When the entry expires.")
        @Nullable String expirationTime,
    @Size(max = 32) @JsonPropertyDescription("What the entry has pulled of each volume.")
        List<KeyVolumeStatus> volumes) {

  /** Turns an absent list, which is how an empty one is kept, into an empty one. */
  public KeyStatus(
      String name,
      @Nullable List<String> fingerprints,
      @Nullable String expirationTime,
      @Nullable List<KeyVolumeStatus> volumes) {
    this.name = name;
    this.fingerprints = fingerprints == null ? List.of() : List.copyOf(fingerprints);
    this.expirationTime = expirationTime;
    this.volumes = volumes == null ? List.of() : List.copyOf(volumes);
  }
}
