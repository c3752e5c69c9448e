package io.backupaccess.gateway.command;

import java.nio.charset.StandardCharsets;

/** One argument for rsync; its text holds one Latin-1 character per byte. */
public sealed interface Argument {

  /** The argument's bytes, one Latin-1 character each. */
  String text();

  /** The argument's bytes. */
  default byte[] bytes() {
    return text().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Passed to rsync as it is. */
  record Literal(String text) implements Argument {}

  /**
   * A POSIX glob that the launcher expands once it is confined: {@code * ? [} are wildcards, a
   * backslash makes the next byte literal, and without a match it stands for itself with the
   * backslashes removed.
   */
  record Pattern(String text) implements Argument {}
}
