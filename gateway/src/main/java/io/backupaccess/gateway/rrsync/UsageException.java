package io.backupaccess.gateway.rrsync;

/** The line in {@code authorized_keys} is wrong; the message says how. */
final class UsageException extends Exception {
  UsageException(String message) {
    super(message);
  }
}
