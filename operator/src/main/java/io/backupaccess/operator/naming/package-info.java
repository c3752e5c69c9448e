/**
 * The names, labels and annotations of the objects that the operator makes. The package uses {@code
 * api.v1alpha1} alone. Begin with {@link Names}.
 */
@NullMarked
package io.backupaccess.operator.naming;

import org.jspecify.annotations.NullMarked;
