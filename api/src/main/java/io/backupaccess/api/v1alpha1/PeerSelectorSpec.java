package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pods of the cluster that a NetworkPolicy admits. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = Rules.PEER_SELECTOR, message = Rules.PEER_SELECTOR_MESSAGE)
public record PeerSelectorSpec(
    @JsonPropertyDescription(
            "The namespaces of the pods, by labels. Default: the resource's own namespace.")
        @Nullable Labelled namespaceSelector,
    @JsonPropertyDescription("The pods in them, by labels. Default: all.")
        @Nullable Labelled podSelector) {

  /** What has all of these labels. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Labelled(
      @Required
          @Size(min = 1, max = 16)
          @ValidationRule(value = Rules.LABELS, message = Rules.LABEL_MESSAGE)
          @JsonPropertyDescription("Labels that all have to be there.")
          Map<String, @Size(max = 63) String> matchLabels) {

    /** Fills in what was left out. */
    public Labelled(@Nullable Map<String, String> matchLabels) {
      this.matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
    }
  }
}
