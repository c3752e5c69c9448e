package io.backupaccess.gateway.command;

/** The rules that refuse a command. */
public enum Refusal {
  /** The command is too long, has too many words, or a byte that no command has. */
  MALFORMED,
  /** Another program than rsync, or rsync through a wrapper. */
  NOT_RSYNC,
  /** rsync, but not as its client starts it. */
  NOT_A_SERVER_COMMAND,
  /** The client wants rsync's daemon. */
  DAEMON,
  /** The client sends to what it may only read. */
  READ_ONLY,
  /** The client reads what it may only send to. */
  WRITE_ONLY,
  /** An option that this server does not allow. */
  DISABLED_OPTION,
  /** An option that is not known here. */
  UNKNOWN_OPTION,
  /** A value that the option must not have. */
  BAD_VALUE,
  /** A path that leads upwards, or that cannot be used with these options. */
  BAD_PATH,
  /** A granted volume that cannot be served now. */
  UNAVAILABLE,
  /** Volumes of several places in one command. */
  SEVERAL_PLACES
}
