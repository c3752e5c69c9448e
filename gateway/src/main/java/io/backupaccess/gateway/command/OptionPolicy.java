package io.backupaccess.gateway.command;

import io.backupaccess.gateway.volume.Access.Change;

/** What becomes of one of rsync's options. */
sealed interface OptionPolicy {

  /** Forwarded, as this letter, at most so often. */
  record Letter(char letter, int atMost) implements OptionPolicy {}

  /** Forwarded as it is; switches the letter off. */
  record Unset(char letter) implements OptionPolicy {}

  /** Forwarded as it is, at most so often. */
  record Flag(int atMost) implements OptionPolicy {}

  /** Forwarded by another name: the one by which rsync as a server knows it. */
  record Renamed(String forwarded) implements OptionPolicy {}

  /**
   * Forwarded with its value, if that passes.
   *
   * @param forwarded the name it is forwarded by
   * @param allowed the values that pass, and what becomes of others, in a few words
   */
  record Checked(String forwarded, ValueCheck check, String allowed) implements OptionPolicy {}

  /** {@code --files-from}. */
  record FileNames() implements OptionPolicy {}

  /** Forwarded with its value, a folder of the volume that a push writes to. */
  record Folder(Times times) implements OptionPolicy {}

  /** Accepted and left out: it concerns the client's side alone. */
  record Dropped(Value value) implements OptionPolicy {}

  /** Forwarded only where the kernel's confinement is proven. */
  record NeedsConfinement(OptionPolicy proven) implements OptionPolicy {}

  /** Forwarded only to a volume whose contents may be changed so. */
  record NeedsChange(Change change, OptionPolicy granted) implements OptionPolicy {}

  /** Refused. */
  record Refused(Value value, String reason) implements OptionPolicy {}

  /** Whether an option has a value. */
  enum Value {
    NONE,
    REQUIRED
  }

  /** What an option means that is given again. */
  enum Times {
    /** The last one counts. */
    LAST,
    /** All count. */
    ALL
  }

  /** Whether the option has a value. */
  default Value value() {
    return switch (this) {
      case Letter _, Unset _, Flag _, Renamed _ -> Value.NONE;
      case Checked _, FileNames _, Folder _ -> Value.REQUIRED;
      case Dropped(Value value) -> value;
      case NeedsConfinement(OptionPolicy proven) -> proven.value();
      case NeedsChange(Change _, OptionPolicy granted) -> granted.value();
      case Refused(Value value, String _) -> value;
    };
  }
}
