/**
 * How the log looks: one JSON object a line. Only {@code logback.xml} names this package, and it
 * uses none of ours. Begin with {@link JsonLines}.
 */
@NullMarked
package io.backupaccess.gateway.log;

import org.jspecify.annotations.NullMarked;
