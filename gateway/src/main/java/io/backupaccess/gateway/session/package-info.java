/** What one pull is: its start, its bytes, its end. */
@NullMarked
package io.backupaccess.gateway.session;

import org.jspecify.annotations.NullMarked;
