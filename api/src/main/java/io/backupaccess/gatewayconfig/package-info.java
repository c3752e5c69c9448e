/**
 * The messages between the two programs: the document that the operator writes and the gateway
 * reads, the gateway's report, and the records of pulls. Both sides share these types, and no code
 * of each other. The package uses no other package of ours. Begin with {@link GatewayConfig}, and
 * read {@link GatewayStatus} and {@link PullPage} for the way back.
 */
@NullMarked
package io.backupaccess.gatewayconfig;

import org.jspecify.annotations.NullMarked;
