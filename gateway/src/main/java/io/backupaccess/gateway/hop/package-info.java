/**
 * The hop: a connection between a gateway and one of its readers for each transfer. It is
 * encrypted, and both sides prove that they are of the same resource. The package knows nothing of
 * SSH and rsync. Begin with {@link HopChannel}.
 */
@NullMarked
package io.backupaccess.gateway.hop;

import org.jspecify.annotations.NullMarked;
