package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a key may do with a volume.
 *
 * @param volume its name
 * @param mode as far as the volume's own goes; null: all of that
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GrantConfig(String volume, VolumeConfig.@Nullable Mode mode) {

  /** All that the volume's mode permits. Not a constructor: a text in its place is no grant. */
  public static GrantConfig full(String volume) {
    return new GrantConfig(volume, null);
  }
}
