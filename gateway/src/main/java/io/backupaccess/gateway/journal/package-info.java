/**
 * The records of pulls, kept in a file until the operator has read and acknowledged them. The
 * package uses {@code gatewayconfig} alone. Begin with {@link Journal}.
 */
@NullMarked
package io.backupaccess.gateway.journal;

import org.jspecify.annotations.NullMarked;
