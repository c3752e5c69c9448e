package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** An entry of {@code spec.volumes} as it is served. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeStatus(
    @Required @Size(max = 63) @JsonPropertyDescription("Name of the entry in spec.volumes.")
        String name,
    @Size(max = 253) @JsonPropertyDescription("The PersistentVolumeClaim.")
        @Nullable String claimName,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Served, or why it is not served, or not in the mode of spec.volumes, as in conditions.")
        @Nullable String reason,
    @Size(max = 512) @JsonPropertyDescription("The reason in a sentence, shortened.")
        @Nullable String message,
    @JsonPropertyDescription(
            "Whether clients can use it now, as the gateway told. Requests for a volume that is not served fail, so that no backup is taken for complete.")
        boolean served,
    @JsonPropertyDescription(
            "How it is served, which can be less than spec.volumes asks for. With ReadOnly the claim is mounted read-only. Absent: it is not served.")
        VolumeSpec.@Nullable Mode mode,
    @JsonPropertyDescription(
            "How the claim of a volume in mode ReadOnly is mounted, as the kernel told the gateway. RecursiveReadOnly: nothing can be written to it, nor to a file system that is mounted beneath it. ReadOnly: one beneath it is mounted writable, because the node cannot mount recursively read-only. A volume whose claim is mounted writable is not served. Absent: the gateway has not told yet.")
        @Nullable Mount mount,
    @JsonPropertyDescription(
            "The pod that holds the claim, or waits for one that is ReadWriteOncePod; one of another resource's gateway only while this gateway does not have the claim mounted. Absent: there is none, or the claim can be mounted on many nodes at once.")
        @Nullable PodPlace holder,
    @JsonPropertyDescription(
            "The pod that serves the volume, the gateway's own or a reader's, and its node. It is ready, has the claim mounted and has said so. Absent: the volume is not served.")
        @Nullable PodPlace place) {

  /** The reason of a volume that is served as the spec says. */
  public static final String SERVED = "Served";

  /** How a claim that is only to be read is mounted. */
  public enum Mount {
    @JsonProperty("RecursiveReadOnly")
    RECURSIVE_READ_ONLY,
    @JsonProperty("ReadOnly")
    READ_ONLY
  }
}
