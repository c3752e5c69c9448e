/**
 * {@code gateway rrsync}: the gateway as the {@code command=} of an OpenSSH server. It runs for
 * each connection, so it starts fast: this package loads neither the SSH server nor the libraries
 * for JSON, options and logs. And it does not stay: it prints how the launcher is to be started,
 * ends, and the script that called it becomes the launcher, and so rsync.
 *
 * <p>The package uses {@code command}, {@code confine}, {@code volume} and {@code gatewayconfig}.
 * Begin with {@link Rrsync}; {@link CommandDecision} decides.
 */
@NullMarked
package io.backupaccess.gateway.rrsync;

import org.jspecify.annotations.NullMarked;
