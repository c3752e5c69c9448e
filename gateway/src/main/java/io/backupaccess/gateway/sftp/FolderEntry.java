package io.backupaccess.gateway.sftp;

/** A name in a folder, and what it names; links are not followed. */
record FolderEntry(String name, FileAttributes attributes) {}
