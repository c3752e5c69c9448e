/**
 * What the operator knows of the cluster and of its gateways, read into facts that never change
 * afterwards. The package uses {@code naming}, {@code hostkeys} and the types of the {@code api}
 * module; it decides nothing, and writes nothing to the cluster. Begin with {@link Observer}, which
 * makes {@link Facts}; {@link Watches} says what causes a turn, and {@link StatusSource} how a
 * gateway is asked.
 */
@NullMarked
package io.backupaccess.operator.observe;

import org.jspecify.annotations.NullMarked;
