/**
 * {@code gateway explain}: tells people and tests what the gateway would do with a command. The
 * package uses {@code command} and {@code volume}, and starts nothing. Begin with {@link
 * ExplainCommand}.
 */
@NullMarked
package io.backupaccess.gateway.explain;

import org.jspecify.annotations.NullMarked;
