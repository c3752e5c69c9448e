package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What clients connect to, where it is not what the Service says. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointSpec(
    @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.HOST, message = Rules.HOST_MESSAGE)
        @JsonPropertyDescription(
            "Name or address that clients use, for status.addresses, status.knownHosts and status.command. Default: what the Service says.")
        @Nullable String host,
    @Min(1)
        @Max(65535)
        @JsonPropertyDescription(
            "Port that clients use, for status.addresses, status.knownHosts and status.command. Default: what the Service says.")
        @Nullable Integer port) {

  /** What a resource without {@code endpoint} gets. */
  public static final EndpointSpec DEFAULTS = new EndpointSpec(null, null);
}
