package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * The SELinux options of a pod, of which the level is the one by which container runtimes label
 * volumes: another type or role would free the gateway from rules, and change no label.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SeLinuxOptionsSpec(
    @Required
        @Size(min = 2, max = 64)
        @ValidationRule(value = Rules.SELINUX_LEVEL, message = Rules.SELINUX_LEVEL_MESSAGE)
        @JsonPropertyDescription("The level that the application's pods have, such as s0:c10,c20.")
        String level) {}
