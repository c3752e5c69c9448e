/** What users are told: conditions, the address, host key lines, a command that works, Events. */
@NullMarked
package io.backupaccess.operator.status;

import org.jspecify.annotations.NullMarked;
