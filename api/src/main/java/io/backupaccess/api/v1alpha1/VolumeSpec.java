package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A claim, or a folder in it, that keys can be granted. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = Rules.DELETE_NEEDS_WRITING,
    message = Rules.NEEDS_WRITING_MESSAGE,
    fieldPath = ".allowDelete")
@ValidationRule(
    value = Rules.OVERWRITE_NEEDS_WRITING,
    message = Rules.NEEDS_WRITING_MESSAGE,
    fieldPath = ".allowOverwrite")
@ValidationRule(
    value = Rules.CLAIM_STAYS,
    message = Rules.VOLUME_STAYS_MESSAGE,
    fieldPath = ".claimName")
@ValidationRule(value = Rules.PATH_STAYS, message = Rules.VOLUME_STAYS_MESSAGE, fieldPath = ".path")
public record VolumeSpec(
    @Required
        @Size(min = 1, max = 63)
        @ValidationRule(value = Rules.VOLUME_NAME, message = Rules.VOLUME_NAME_MESSAGE)
        @JsonPropertyDescription(
            "Name of the volume at the gateway: the first element of a path, as in `host:NAME/folder`.")
        String name,
    @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.DNS_SUBDOMAIN, message = Rules.DNS_SUBDOMAIN_MESSAGE)
        @JsonPropertyDescription(
            "The PersistentVolumeClaim, in the same namespace. It is mounted read-only, but for the modes that write. Cannot be changed for this name.")
        String claimName,
    @Size(min = 1, max = 1024)
        @ValidationRule(value = Rules.PATH, message = Rules.PATH_MESSAGE)
        @JsonPropertyDescription(
            "Folder inside the claim to serve, relative; symbolic links in it are not followed. Default: all of the"
                + " claim. A folder that does not exist is not made: requests for the volume fail until it does."
                + " Cannot be set, changed or removed for this name.")
        @Nullable String path,
    @JsonPropertyDescription(
            "Which way data may go. ReadOnly, the default: pulls. WriteOnly and ReadWrite, for restores: pushes, and pushes as well as pulls, while the namespace carries the annotation backupaccess.io/allow-writes: \"true\". Without it a ReadWrite volume is served for reading only, and a WriteOnly volume not at all.")
        Mode mode,
    @JsonPropertyDescription(
            "True lets a push delete files of the volume. Default: false. Only with a mode that writes.")
        boolean allowDelete,
    @JsonPropertyDescription(
            "True lets a push change files that the volume has. Default: false: it may add files only. Only with a mode that writes.")
        boolean allowOverwrite) {

  /** Fills in what was left out, by a version that does not require it too. */
  public VolumeSpec(
      @Nullable String name,
      @Nullable String claimName,
      @Nullable String path,
      @Nullable Mode mode,
      boolean allowDelete,
      boolean allowOverwrite) {
    this.name = name == null ? "" : name;
    this.claimName = claimName == null ? "" : claimName;
    this.path = path;
    this.mode = mode == null ? Mode.READ_ONLY : mode;
    this.allowDelete = allowDelete;
    this.allowOverwrite = allowOverwrite;
  }

  /** A volume that can only be read. */
  public VolumeSpec(String name, String claimName, @Nullable String path) {
    this(name, claimName, path, null, false, false);
  }

  /** Which way data may go. */
  public enum Mode {
    /** Pulls. */
    @JsonProperty("ReadOnly")
    READ_ONLY,
    /** Pushes. */
    @JsonProperty("WriteOnly")
    WRITE_ONLY,
    /** Pulls and pushes. */
    @JsonProperty("ReadWrite")
    READ_WRITE
  }
}
