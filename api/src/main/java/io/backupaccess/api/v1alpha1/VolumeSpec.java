package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A claim, or a folder in it, that keys can be granted. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeSpec(
    @Required
        @Size(min = 1, max = 63)
        @ValidationRule(value = Rules.VOLUME_NAME, message = Rules.VOLUME_NAME_MESSAGE)
        @JsonPropertyDescription(
            "What clients call the volume: the first element of a path, as in `host:NAME/folder`.")
        String name,
    @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.DNS_SUBDOMAIN, message = Rules.DNS_SUBDOMAIN_MESSAGE)
        @JsonPropertyDescription(
            "The PersistentVolumeClaim, in the same namespace. It is mounted read-only.")
        String claimName,
    @Size(min = 1, max = 1024)
        @ValidationRule(value = Rules.PATH, message = Rules.PATH_MESSAGE)
        @JsonPropertyDescription(
            "Folder inside the claim to serve, relative; symbolic links in it are not followed. Default: all of the"
                + " claim. A folder that does not exist is not made: requests for the volume fail until it does.")
        @Nullable String path) {}
