/**
 * Volumes, and what a key may do with them: the same from the configuration to the launcher. What
 * cannot be served now is an {@link Unserved}, which nothing can open. The package uses none of
 * ours. Begin with {@link Grants}.
 */
@NullMarked
package io.backupaccess.gateway.volume;

import org.jspecify.annotations.NullMarked;
