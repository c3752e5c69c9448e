package io.backupaccess.gateway.sftp;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** What a client is told. */
sealed interface SftpReply {

  /** SSH_FXP_VERSION, with the extensions that are served. */
  record Version() implements SftpReply {}

  /** SSH_FXP_STATUS. */
  record Status(SftpStatus status, String message) implements SftpReply {
    static Status of(SftpStatus status) {
      return new Status(status, status.text());
    }
  }

  /** SSH_FXP_HANDLE. */
  record Opened(SftpRequest.Handle handle) implements SftpReply {}

  /** SSH_FXP_DATA. */
  record Data(ByteBuffer bytes) implements SftpReply {}

  /**
   * SSH_FXP_NAME, of a folder.
   *
   * @param now by which times are written
   */
  record Names(List<FolderEntry> entries, Instant now) implements SftpReply {
    public Names {
      entries = List.copyOf(entries);
    }
  }

  /** SSH_FXP_NAME, of one path. */
  record OneName(String name) implements SftpReply {}

  /** SSH_FXP_ATTRS. */
  record Attributes(FileAttributes attributes) implements SftpReply {}

  /** The reply to {@code limits@openssh.com}. */
  record Limits(long packet, long read, long write, long handles) implements SftpReply {}

  /** The reply to {@code statvfs@openssh.com}. */
  record FileSystem(Space space) implements SftpReply {}
}
