/**
 * The decision on a client's command: the bytes of an SSH {@code exec} request become a typed rsync
 * request, and that becomes a fresh argument list. Pure: nothing here touches files, processes or
 * clocks. Bytes are held as Strings of Latin-1 characters, one per byte, because names on volumes
 * are bytes and need not be valid in any character set.
 *
 * <p>The package uses {@code volume}, and one constant of {@code gatewayconfig}. Begin with {@link
 * CommandPolicy}; every option has its line in {@link CommonOptions}, {@link PullOptions} or {@link
 * PushOptions}.
 */
@NullMarked
package io.backupaccess.gateway.command;

import org.jspecify.annotations.NullMarked;
