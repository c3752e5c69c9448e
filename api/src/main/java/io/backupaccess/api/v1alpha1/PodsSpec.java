package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What the resource asks of the gateway's pod. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodsSpec(
    @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.DNS_SUBDOMAIN, message = Rules.DNS_SUBDOMAIN_MESSAGE)
        @JsonPropertyDescription(
            "Service account of the pod, for platforms that grant by it which users a pod may run as. The pod gets no token of it. The operator has to allow it. Default: the namespace's.")
        @Nullable String serviceAccountName) {

  /** What a resource without {@code pods} gets. */
  public static final PodsSpec DEFAULTS = new PodsSpec(null);
}
