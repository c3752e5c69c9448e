/** From a resource and the facts around it to the objects that should exist: pure, no I/O. */
@NullMarked
package io.backupaccess.operator.plan;

import org.jspecify.annotations.NullMarked;
