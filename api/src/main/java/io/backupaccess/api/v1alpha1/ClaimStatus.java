package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The claim that clients know by the name of a volume. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimStatus(
    @Required @Size(max = 63) @JsonPropertyDescription("Name of the entry in spec.volumes.")
        String volume,
    @Required @Size(max = 253) @JsonPropertyDescription("The PersistentVolumeClaim.")
        String claimName,
    @Required
        @Size(max = 64)
        @JsonPropertyDescription("The claim's UID. A claim made again has another.")
        String uid) {}
