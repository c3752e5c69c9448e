/** {@code chacha20-poly1305@openssh.com} on the JDK's ChaCha20. */
@NullMarked
package io.backupaccess.gateway.ssh.cipher;

import org.jspecify.annotations.NullMarked;
