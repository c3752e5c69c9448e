/**
 * The form of the log: one JSON object a line. Only {@code logback.xml} names this package, and the
 * package uses no other package of ours. Begin with {@link JsonLines}.
 */
@NullMarked
package io.backupaccess.gateway.log;

import org.jspecify.annotations.NullMarked;
