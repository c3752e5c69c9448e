/**
 * What somebody is allowed, for as long as it is: the one place that ends what is no longer
 * allowed. The package uses {@code config} alone; {@code ssh} and {@code session} register here
 * what they begin. Begin with {@link AccessEnder}.
 */
@NullMarked
package io.backupaccess.gateway.access;

import org.jspecify.annotations.NullMarked;
