/** The records of pulls, kept until the operator has read them. */
@NullMarked
package io.backupaccess.gateway.journal;

import org.jspecify.annotations.NullMarked;
