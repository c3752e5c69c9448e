package io.backupaccess.gateway.ssh;

/** A certificate is not accepted, whatever its key signs. The message is for the log. */
final class BadCertificateException extends Exception {
  private static final long serialVersionUID = 1L;

  BadCertificateException(String message) {
    super(message);
  }
}
