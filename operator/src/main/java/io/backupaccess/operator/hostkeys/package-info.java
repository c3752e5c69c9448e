/** The gateway's identity: an Ed25519 key pair in OpenSSH's format, in a Secret. */
@NullMarked
package io.backupaccess.operator.hostkeys;

import org.jspecify.annotations.NullMarked;
