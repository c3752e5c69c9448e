/** {@code gateway explain}: what the gateway would do with a command, for people and for tests. */
@NullMarked
package io.backupaccess.gateway.explain;

import org.jspecify.annotations.NullMarked;
