/** The door: authentication, limits, refusals. Everything a peer can ask for is listed here. */
@NullMarked
package io.backupaccess.gateway.ssh;

import org.jspecify.annotations.NullMarked;
