package io.backupaccess.gateway.sftp;

import java.io.IOException;

/** The child has ended, or says what it never should. */
public final class FileServerException extends IOException {
  private static final long serialVersionUID = 1L;

  FileServerException(String message) {
    super(message);
  }

  FileServerException(IOException cause) {
    super("the child does not answer", cause);
  }
}
