package io.backupaccess.gateway.sftp;

/** A packet that is not one of SFTP; nothing that follows it can be trusted to be one. */
public final class MalformedPacketException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedPacketException(String message) {
    super(message);
  }
}
