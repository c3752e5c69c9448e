package io.backupaccess.operator.status;

/** What a condition says. */
sealed interface Verdict {

  /** CamelCase. */
  String reason();

  /** For the resource's owner. */
  String message();

  /** As it should be. */
  record Fine(String reason, String message) implements Verdict {}

  /** Nobody can tell; the message says why. */
  record Open(String reason, String message) implements Verdict {}

  /** Not as it should be; the message says what to do. */
  record Wrong(String reason, String message) implements Verdict {}
}
