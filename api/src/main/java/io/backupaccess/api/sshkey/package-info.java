/**
 * Public SSH keys as they stand in resources and in {@code authorized_keys} files: read, judged and
 * named by fingerprint. Nothing here signs or verifies, and no message repeats the text that it is
 * about.
 */
@NullMarked
package io.backupaccess.api.sshkey;

import org.jspecify.annotations.NullMarked;
