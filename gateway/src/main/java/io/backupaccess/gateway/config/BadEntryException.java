package io.backupaccess.gateway.config;

/** An entry of the configuration is wrong. The message never holds any of the entry's text. */
public final class BadEntryException extends Exception {
  private static final long serialVersionUID = 1L;

  /** An entry that is wrong for this reason. */
  public BadEntryException(String message) {
    super(message);
  }
}
