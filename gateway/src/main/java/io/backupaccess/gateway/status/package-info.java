/**
 * What the gateway tells: probes, which disclose nothing, and the status API behind its token. The
 * package uses {@code journal}, {@code statusport} and {@code gatewayconfig}, settings of {@code
 * config}, and from {@code ssh} how sources are counted. It ends nothing itself: {@code Gateway}
 * gives it what to call. Begin with {@link StatusApi}.
 */
@NullMarked
package io.backupaccess.gateway.status;

import org.jspecify.annotations.NullMarked;
