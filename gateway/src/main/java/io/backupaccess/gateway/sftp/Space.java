package io.backupaccess.gateway.sftp;

/** How full a file system is, in the terms of {@code statvfs(3)}. */
record Space(
    long blockSize,
    long fragmentSize,
    long blocks,
    long free,
    long available,
    long files,
    long filesFree,
    long longestName) {}
