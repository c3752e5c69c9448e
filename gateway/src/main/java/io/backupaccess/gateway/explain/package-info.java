/**
 * {@code gateway explain}: what the gateway would do with a command, for people and for tests. The
 * package uses {@code command} and {@code volume}, and starts nothing. Begin with {@link
 * ExplainCommand}.
 */
@NullMarked
package io.backupaccess.gateway.explain;

import org.jspecify.annotations.NullMarked;
