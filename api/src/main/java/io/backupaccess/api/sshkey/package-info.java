/**
 * Public SSH keys as they stand in resources and in {@code authorized_keys} files: read, judged and
 * named by fingerprint. Nothing here signs or verifies, and no message repeats the text that it is
 * about. The package uses no other package of ours. Begin with {@link SshPublicKey}, and with
 * {@link AuthorizedKeys} for whole files.
 */
@NullMarked
package io.backupaccess.api.sshkey;

import org.jspecify.annotations.NullMarked;
