/**
 * The gateway's answers: probes, which disclose nothing, and the status API behind its token. The
 * package uses {@code journal}, {@code statusport} and {@code gatewayconfig}, settings of {@code
 * config}, and the {@code Source} of {@code ssh}. It ends nothing itself: {@code Gateway} gives it
 * the methods to call. Begin with {@link StatusApi}.
 */
@NullMarked
package io.backupaccess.gateway.status;

import org.jspecify.annotations.NullMarked;
