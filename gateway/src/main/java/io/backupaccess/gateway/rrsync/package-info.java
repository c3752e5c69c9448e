/**
 * {@code gateway rrsync}: the gateway as the {@code command=} of an OpenSSH server.
 *
 * <p>It runs for each connection, so it starts fast: this package loads neither the SSH server nor
 * the libraries for JSON, options and logs. And it does not stay: it prints how the launcher is to
 * be started, ends, and the script that called it becomes the launcher, and so rsync.
 */
@NullMarked
package io.backupaccess.gateway.rrsync;

import org.jspecify.annotations.NullMarked;
