/** What somebody is allowed, for as long as it is. */
@NullMarked
package io.backupaccess.gateway.access;

import org.jspecify.annotations.NullMarked;
