/**
 * The facts that the operator knows about the cluster and its gateways; once read, they never
 * change. The package uses {@code naming}, {@code hostkeys} and types of the {@code api} module; it
 * decides nothing, writes nothing to the cluster, and never waits for a gateway: {@code exchange}
 * implements {@link GatewaysView}. Begin with {@link Observer}, which makes {@link Facts}; {@link
 * Watches} says which change causes a turn.
 */
@NullMarked
package io.backupaccess.operator.observe;

import org.jspecify.annotations.NullMarked;
