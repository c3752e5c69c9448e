package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** How far one journal of a gateway has been read. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JournalStatus(
    @Required @Size(max = 253) @JsonPropertyDescription("The pod that keeps it.") String podName,
    @Required @Size(max = 32) @JsonPropertyDescription("The journal; a new pod has a new one.")
        String journal,
    @Required @JsonPropertyDescription("The last record of it that this status includes.")
        Long sequence,
    @Required @JsonPropertyDescription("How many records it has lost.") Long lost) {}
