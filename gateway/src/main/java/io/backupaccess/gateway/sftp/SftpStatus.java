package io.backupaccess.gateway.sftp;

/** How a request ended, section 7 of the draft; the texts are OpenSSH's. */
enum SftpStatus {
  OK(0, "Success"),
  EOF(1, "End of file"),
  NO_SUCH_FILE(2, "No such file"),
  PERMISSION_DENIED(3, "Permission denied"),
  FAILURE(4, "Failure"),
  UNSUPPORTED(8, "Operation unsupported");

  private final int code;
  private final String text;

  SftpStatus(int code, String text) {
    this.code = code;
    this.text = text;
  }

  int code() {
    return code;
  }

  String text() {
    return text;
  }
}
