package io.backupaccess.gateway.rrsync;

import java.util.List;

/** What becomes of a connection. */
sealed interface Answer {

  /**
   * The script becomes the launcher.
   *
   * @param arguments the launcher's arguments, in printable ASCII without blanks
   */
  record Launch(List<String> arguments) implements Answer {
    public Launch {
      arguments = List.copyOf(arguments);
      for (String argument : arguments) {
        // The script splits at blanks; percent-encoding leaves none.
        if (!argument.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
          throw new IllegalArgumentException("an argument is not percent-encoded");
        }
      }
    }
  }

  /** The connection was only tried out. */
  record Success() implements Answer {}

  /**
   * Nothing is started.
   *
   * @param message one line for the client
   */
  record Failure(String message) implements Answer {}
}
