package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** How far the gateway's records of pulls have been read. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PullRecordsStatus(
    @Required
        @Size(max = 32)
        @JsonPropertyDescription("The gateway's journal; a new pod has a new one.")
        String journal,
    @JsonPropertyDescription("The last record of that journal that this status includes.")
        Long sequence,
    @JsonPropertyDescription("How many records that journal has lost.") Long lost,
    @Size(max = 40)
        @JsonPropertyDescription(
            "When it was last noticed that records may be lost; absent: never.")
        @Nullable String lostAt) {}
