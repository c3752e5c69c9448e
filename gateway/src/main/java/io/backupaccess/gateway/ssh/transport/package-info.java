/**
 * Sockets that block: a thread reads each connection, and a writer waits until the kernel has taken
 * its bytes. Nothing is queued.
 */
@NullMarked
package io.backupaccess.gateway.ssh.transport;

import org.jspecify.annotations.NullMarked;
