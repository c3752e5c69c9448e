/**
 * {@code chacha20-poly1305@openssh.com} on the JDK's ChaCha20. The package implements an interface
 * of the SSH library, and uses no other package of ours. Begin with {@link ChaCha20Poly1305}.
 */
@NullMarked
package io.backupaccess.gateway.ssh.cipher;

import org.jspecify.annotations.NullMarked;
