package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeConfig(String name, @Nullable String mount, @Nullable String folder) {}
