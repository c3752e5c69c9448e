/**
 * The door: authentication, limits, refusals. Everything that a peer can ask for is listed here,
 * and what a command then does is behind {@link Commands}, which {@code session} implements. The
 * package uses {@code config} and {@code access}, its own {@code cipher} and {@code transport}, and
 * of the rest {@code api.sshkey}, {@code gatewayconfig} and {@code volume}. Begin with {@link
 * SshDoor}; then read {@link KeyAuthenticator} for logins and {@link ExecChannel} for commands.
 */
@NullMarked
package io.backupaccess.gateway.ssh;

import org.jspecify.annotations.NullMarked;
