package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What confines the programs that read the volumes, as the gateway's self-test proved it. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConfinementStatus(
    @JsonPropertyDescription("Version of the Landlock interface that is in use; 0: none.")
        int landlockABI,
    @Size(max = 16)
        @JsonPropertyDescription("The layers that hold: landlock, seccomp, no-new-privileges.")
        List<@Size(max = 63) String> layers) {

  /** Turns an absent list into an empty one. */
  public ConfinementStatus(int landlockABI, @Nullable List<String> layers) {
    this.landlockABI = landlockABI;
    this.layers = layers == null ? List.of() : List.copyOf(layers);
  }
}
