package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An address of the gateway. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AddressStatus(
    @Required @Size(max = 253) @JsonPropertyDescription("Name or address that clients connect to.")
        String host,
    @Required @JsonPropertyDescription("Port that clients connect to.") int port) {}
