/**
 * The end of access: the one place that ends transfers and connections that are no longer allowed.
 * The package uses {@code config} alone; {@code ssh} and {@code session} register here whatever
 * they begin. Begin with {@link AccessEnder}.
 */
@NullMarked
package io.backupaccess.gateway.access;

import org.jspecify.annotations.NullMarked;
