/**
 * SFTP, version 3 (draft-ietf-secsh-filexfer-02), for reading: what a client asks is parsed here,
 * its paths are taken from the virtual root to a volume, and a confined child is asked for what
 * lies there. Names are bytes, as strings with one Latin-1 character per byte. The package is given
 * streams, and uses {@code volume} alone. Begin with {@link SftpSession}.
 */
@NullMarked
package io.backupaccess.gateway.sftp;

import org.jspecify.annotations.NullMarked;
