package io.backupaccess.gateway.command;

import io.backupaccess.gateway.volume.Granted;
import java.util.Map;
import java.util.stream.Stream;

/** The refusal to read what a key may only send to. */
final class WriteOnlyRules {
  /** Letters of options with which a push reads files, or what the kernel does not keep. */
  private static final Map<Character, String> READING =
      Map.of('A', "--acls", 'X', "--xattrs", 'y', "--fuzzy");

  private WriteOnlyRules() {}

  /**
   * Refuses the options of a push that read files of its volume, write through them, or name
   * folders of it: the kernel would let them have no effect, and the client is to know.
   */
  static void requireNoReading(ServerOptions asked) {
    Stream.of(
            asked.letters().keySet().stream().filter(READING::containsKey).map(READING::get),
            asked.flags().keySet().stream()
                .filter(flag -> flag.equals("--append") || flag.equals("--inplace")),
            asked.values().keySet().stream().filter(value -> value.equals("--suffix")),
            asked.folders().stream().map(FolderOption::option))
        .flatMap(options -> options)
        .findFirst()
        .ifPresent(
            option -> {
              throw new RefusedException(
                  Refusal.DISABLED_OPTION,
                  "option "
                      + option
                      + " has been disabled on this server: what is there may not be read.");
            });
  }

  static void refuse(Granted granted) {
    if (!granted.isListed()) {
      throw new RefusedException(
          Refusal.WRITE_ONLY,
          "volume " + QuotedText.quote(granted.name().value()) + " is write-only.");
    }
  }
}
