package io.backupaccess.gateway.sftp;

/** A request that is answered with a status. */
sealed class SftpStatusException extends Exception permits AboveVolumeException {
  private static final long serialVersionUID = 1L;

  private final SftpStatus status;

  SftpStatusException(SftpStatus status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  SftpStatusException(SftpStatus status) {
    this(status, status.text());
  }

  SftpReply.Status reply() {
    return new SftpReply.Status(status, String.valueOf(getMessage()));
  }
}
