/** How the log looks: one JSON object a line. */
@NullMarked
package io.backupaccess.gateway.log;

import org.jspecify.annotations.NullMarked;
