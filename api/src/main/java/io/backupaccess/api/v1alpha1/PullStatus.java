package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** How a pull by rsync went. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PullStatus(
    @Required @Size(max = 40) @JsonPropertyDescription("Time at which the pull began.")
        String startTime,
    @JsonPropertyDescription("How long it took.") Long durationSeconds,
    @JsonPropertyDescription(
            "Bytes that were sent to the client, of all volumes of this pull together, as rsync's stream.")
        Long bytes,
    @JsonPropertyDescription(
            "Files whose contents, or changes of them, were sent, of all volumes of this pull together.")
        Long files,
    @JsonPropertyDescription(
            "Files and folders that the gateway could not read, of all volumes of this pull together; absent: not known.")
        @Nullable Long unreadable,
    @JsonPropertyDescription(
            "Exit code of rsync at the gateway: 0 without an error, 23 when something could not be read, 24 when something vanished meanwhile.")
        Integer exitCode) {}
