/**
 * The door: authentication, limits, refusals. Everything that a peer can ask for is listed here.
 * {@code session} implements {@link Commands}, and so gives a command its meaning. The package uses
 * {@code config} and {@code access}, its own {@code cipher} and {@code transport}, and beside them
 * {@code api.sshkey}, {@code gatewayconfig} and {@code volume}. Begin with {@link SshDoor}; then
 * read {@link KeyAuthenticator} for logins and {@link ExecChannel} for commands.
 */
@NullMarked
package io.backupaccess.gateway.ssh;

import org.jspecify.annotations.NullMarked;
