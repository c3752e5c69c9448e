package io.backupaccess.gateway.command;

/** What becomes of one of rsync's options on a pull. */
sealed interface OptionPolicy {

  /** Forwarded, as this letter, at most so often. */
  record Letter(char letter, int atMost) implements OptionPolicy {}

  /** Forwarded as it is; switches the letter off. */
  record Unset(char letter) implements OptionPolicy {}

  /** Forwarded as it is, at most so often. */
  record Flag(int atMost) implements OptionPolicy {}

  /** Forwarded by another name: the one by which rsync as a server knows it. */
  record Renamed(String forwarded) implements OptionPolicy {}

  /** Forwarded with its value, if that passes. */
  record Checked(ValueCheck check) implements OptionPolicy {}

  /** {@code --files-from}. */
  record FileNames() implements OptionPolicy {}

  /** Accepted and left out: it concerns the receiving side alone. */
  record Dropped(Value value) implements OptionPolicy {}

  /** Forwarded only where the kernel's confinement is proven. */
  record NeedsConfinement(OptionPolicy proven) implements OptionPolicy {}

  /** Refused. */
  record Refused(Value value, String reason) implements OptionPolicy {}

  /** Whether an option has a value. */
  enum Value {
    NONE,
    REQUIRED
  }

  /** Whether the option has a value. */
  default Value value() {
    return switch (this) {
      case Letter _, Unset _, Flag _, Renamed _ -> Value.NONE;
      case Checked _, FileNames _ -> Value.REQUIRED;
      case Dropped(Value value) -> value;
      case NeedsConfinement(OptionPolicy proven) -> proven.value();
      case Refused(Value value, String _) -> value;
    };
  }
}
