/**
 * The facts that the operator knows about the cluster and its gateways; once read, they never
 * change. The package uses {@code naming}, {@code hostkeys} and the types of the {@code api}
 * module; it decides nothing, and writes nothing to the cluster. Begin with {@link Observer}, which
 * makes {@link Facts}; {@link Watches} says which change causes a turn, and {@link StatusSource}
 * asks a gateway.
 */
@NullMarked
package io.backupaccess.operator.observe;

import org.jspecify.annotations.NullMarked;
