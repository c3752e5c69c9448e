package io.backupaccess.gateway.command;

/** Ends the parsing of a command that is refused; never leaves this package. */
final class RefusedException extends RuntimeException {
  private final Refusal reason;

  RefusedException(Refusal reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  Verdict.Refuse verdict() {
    return new Verdict.Refuse(reason, String.valueOf(getMessage()));
  }
}
