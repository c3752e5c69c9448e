/**
 * Sockets that block: a thread reads each connection, and a writer waits until the kernel has taken
 * its bytes. Nothing is queued. The package serves the SSH library in place of its own transport,
 * and uses no other package of ours. Begin with {@link SocketTransport}; {@link ConnectionScope}
 * holds everything that ends with a connection.
 */
@NullMarked
package io.backupaccess.gateway.ssh.transport;

import org.jspecify.annotations.NullMarked;
