/**
 * The Noise Protocol Framework (revision 34), as far as the status port and the hop need it:
 * handshakes of two messages, and the messages after them. The package uses no other package of
 * ours. Begin with {@link Handshake}.
 */
@NullMarked
package io.backupaccess.noise;

import org.jspecify.annotations.NullMarked;
