/** Volumes, and what a key may do with them: the same from the configuration to the launcher. */
@NullMarked
package io.backupaccess.gateway.volume;

import org.jspecify.annotations.NullMarked;
