package io.backupaccess.gateway.confine;

/** The rsync program is not one that the gateway can rely on; the message says why. */
public final class UnsuitableRsyncException extends Exception {
  UnsuitableRsyncException(String message) {
    super(message);
  }

  UnsuitableRsyncException(String message, Throwable cause) {
    super(message, cause);
  }
}
