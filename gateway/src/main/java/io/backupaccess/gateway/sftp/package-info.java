/**
 * SFTP, version 3 (draft-ietf-secsh-filexfer-02), for reading: the package parses a client's
 * requests, takes their paths from the virtual root to a volume, and asks a confined child for the
 * files there. Names are bytes, as strings with one Latin-1 character per byte. The package is
 * given streams, and uses {@code volume} alone. Begin with {@link SftpSession}.
 */
@NullMarked
package io.backupaccess.gateway.sftp;

import org.jspecify.annotations.NullMarked;
