/**
 * One transfer: its start, its bytes, its end, and its record. Here {@code command} decides, {@code
 * confine} says how the child starts, {@code sftp} serves, and {@code access} may end it; the
 * channel comes from {@code ssh}, and the grants from {@code config} and {@code volume}. Begin with
 * {@link RsyncTransfer}, which extends {@link ChannelTransfer}; {@link TransferCommands} makes
 * them.
 */
@NullMarked
package io.backupaccess.gateway.session;

import org.jspecify.annotations.NullMarked;
