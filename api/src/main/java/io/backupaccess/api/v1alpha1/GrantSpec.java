package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A volume that a key may use. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record GrantSpec(
    @Required
        @Size(min = 1, max = 63)
        @JsonPropertyDescription(
            "Name of a volume in spec.volumes, to be used in that volume's mode. \"*\" stands for all volumes, those that are added later too, and grants reading only: to push to a volume, a key needs its name.")
        String volume) {

  /** Fills in what was left out, which the rules of another version may have let in. */
  public GrantSpec {
    volume = volume == null ? "" : volume;
  }

  /** Stands for all volumes. */
  public static final String ALL = "*";

  /** Whether it is for all volumes. */
  public boolean all() {
    return volume.equals(ALL);
  }
}
