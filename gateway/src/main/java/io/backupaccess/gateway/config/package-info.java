/** The gateway's configuration: read, checked entry by entry, and read again when it changes. */
@NullMarked
package io.backupaccess.gateway.config;

import org.jspecify.annotations.NullMarked;
