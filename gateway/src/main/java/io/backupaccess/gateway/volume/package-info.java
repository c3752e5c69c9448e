/**
 * Volumes and grants: the same types from the configuration to the launcher. A volume that cannot
 * be served now is an {@link Unserved}, which nothing can open. The package uses no other package
 * of ours. Begin with {@link Grants}.
 */
@NullMarked
package io.backupaccess.gateway.volume;

import org.jspecify.annotations.NullMarked;
