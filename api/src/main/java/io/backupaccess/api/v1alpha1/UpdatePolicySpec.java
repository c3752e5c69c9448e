package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When a new pod takes the place of one that runs transfers. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpdatePolicySpec(
    @Size(min = 1, max = 16)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @JsonPropertyDescription(
            "How long a new image, or another setting of the pod that takes no right away, waits for running transfers, as hours, minutes and seconds. 0s: not at all. Default: 24h, which is also the most.")
        String maxWait) {

  /** What a resource without {@code updatePolicy} gets. */
  public static final UpdatePolicySpec DEFAULTS = new UpdatePolicySpec(null);

  /** Fills in what was left out. */
  public UpdatePolicySpec(@Nullable String maxWait) {
    this.maxWait = maxWait == null ? "24h" : maxWait;
  }
}
