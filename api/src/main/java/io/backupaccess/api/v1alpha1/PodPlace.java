package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A pod and where it is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodPlace(
    @Required @Size(max = 253) @JsonPropertyDescription("Name of the pod.") String podName,
    @Size(max = 253) @JsonPropertyDescription("Name of its node; absent: it has none yet.")
        @Nullable String nodeName) {}
