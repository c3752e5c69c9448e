package io.backupaccess.api.sshkey;

/**
 * A text is no public key that we accept. The reason says why and what to do; it never holds any of
 * the text, which may be a private key pasted by mistake.
 */
public final class KeyFormatException extends Exception {

  private static final long serialVersionUID = 1;

  private final String reason;

  KeyFormatException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** What is wrong with the text. */
  public String reason() {
    return reason;
  }
}
