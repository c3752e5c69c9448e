/** The names, labels and annotations of what the operator makes. */
@NullMarked
package io.backupaccess.operator.naming;

import org.jspecify.annotations.NullMarked;
