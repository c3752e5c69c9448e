package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A folder that keys can be granted.
 *
 * @param name the first element of its paths at the gateway
 * @param mount the absolute path of the mount (or, without Kubernetes, of any folder whose parents
 *     are trusted); null: the volume is granted but cannot be served now, and every request that
 *     touches it is refused by name
 * @param folder a folder beneath {@code mount}, relative, opened following no symbolic link; null:
 *     the mount itself
 * @param mode what keys that are granted the volume may do with it; null: read only
 * @param allowDelete whether a push may delete what is there; null: no
 * @param allowOverwrite whether a push may change what is there; null: no
 * @param reader name of the reader that has the volume, see {@link ReaderConfig}: {@code mount} and
 *     {@code folder} are paths in its pod then; null: it is here
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeConfig(
    String name,
    @Nullable String mount,
    @Nullable String folder,
    @Nullable Mode mode,
    @Nullable Boolean allowDelete,
    @Nullable Boolean allowOverwrite,
    @Nullable String reader) {

  /** A volume that is here. */
  public VolumeConfig(
      String name,
      @Nullable String mount,
      @Nullable String folder,
      @Nullable Mode mode,
      @Nullable Boolean allowDelete,
      @Nullable Boolean allowOverwrite) {
    this(name, mount, folder, mode, allowDelete, allowOverwrite, null);
  }

  /** A volume that is here, and can only be read. */
  public VolumeConfig(String name, @Nullable String mount, @Nullable String folder) {
    this(name, mount, folder, null, null, null);
  }

  /** Which way data may go. */
  public enum Mode {
    /** Pulls. */
    @JsonProperty("ReadOnly")
    READ_ONLY,
    /** Pushes: a restore, or a place to put things that cannot be read back. */
    @JsonProperty("WriteOnly")
    WRITE_ONLY,
    /** Pulls and pushes. */
    @JsonProperty("ReadWrite")
    READ_WRITE,
    /**
     * Pushes, until it is known that what is there may be read: every request that would read it is
     * refused by name, as of a volume that is not served.
     */
    @JsonProperty("RestoreOnly")
    RESTORE_ONLY
  }
}
