package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What an entry of {@code spec.keys} has pulled of one volume. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyVolumeStatus(
    @Required @Size(max = 63) @JsonPropertyDescription("Name of the entry in spec.volumes.")
        String name,
    @JsonPropertyDescription(
            "The last rsync that read from it: a listing, and one that failed, too.")
        @Nullable PullStatus lastPull,
    @Size(max = 40)
        @JsonPropertyDescription(
            "When the last pull of all of it began: the root of the volume, recursively, to its end, with everything readable.")
        @Nullable String lastSuccessTime) {}
