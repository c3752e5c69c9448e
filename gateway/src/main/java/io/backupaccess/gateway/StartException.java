package io.backupaccess.gateway;

/** The gateway cannot start; the message is for whoever runs it. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
