package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How old a backup may be. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FreshnessSpec(
    @Required
        @Size(min = 1, max = 16)
        @ValidationRule(value = Rules.MAX_AGE, message = Rules.MAX_AGE_MESSAGE)
        @JsonPropertyDescription(
            "The condition Fresh is True while each key has pulled the whole of each of its volumes with rsync within this"
                + " time, and without an error, as hours, minutes and seconds, such as 26h; 5m to 8760h.")
        String maxAge) {

  /** Fills in what was left out, which the rules of another version may have let in. */
  public FreshnessSpec {
    maxAge = maxAge == null ? "" : maxAge;
  }
}
