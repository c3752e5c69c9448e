package io.backupaccess.api.sshkey;

/** A line of an {@code authorized_keys} text that says something. */
public sealed interface AuthorizedKeysLine {

  /** Its number in the text, from 1. */
  int number();

  /**
   * A key that may log in.
   *
   * @param options what the line demands besides
   */
  record Accepted(int number, KeyOptions options, SshPublicKey key) implements AuthorizedKeysLine {}

  /**
   * A line that is not used.
   *
   * @param reason why, without any of the line's text
   */
  record Refused(int number, String reason) implements AuthorizedKeysLine {}
}
