package io.backupaccess.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * Counts what rsync writes to its log, a line each, and keeps none of it: of a line that is being
 * read, no more than its beginning.
 *
 * <p>Measured with rsync 3.5.0: each line begins with date, time and process ("2026/11/26 17:57:27
 * [26291] "), and newlines in names arrive as {@code \#012}, so that no name begins a line. For a
 * file whose contents it sends it writes the format that it is given, which here holds no name. For
 * each entry that it cannot read it writes one line, such as {@code rsync: [sender] opendir "…"
 * failed: Permission denied (13)}; a link to be followed that leads to nothing, and a file that has
 * vanished, are told in other words.
 */
final class PullCounts {
  /** What rsync is told to write for each file. */
  private static final String FILE = "file";

  /** Longer than any message of rsync's up to the name in it. */
  private static final int KEPT = 128;

  private final byte[] line = new byte[KEPT];
  private int length;
  private long lines;
  private long files;
  private long unreadable;

  /** The options with which rsync writes such a log. */
  static List<String> options(String path) {
    return List.of("--log-file=" + path, "--log-file-format=" + FILE);
  }

  /** Takes what comes next in the log. */
  void add(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        count(new String(line, 0, length, StandardCharsets.ISO_8859_1));
        length = 0;
      } else if (length < KEPT) {
        line[length++] = bytes[i];
      }
    }
  }

  private void count(String beginning) {
    lines++;
    int process = beginning.indexOf("] ");
    String message = process < 0 ? "" : beginning.substring(process + 2);
    if (message.equals(FILE)) {
      files++;
    } else if (isAboutAnEntry(message)) {
      unreadable++;
    }
  }

  /** Unlike messages about the connection, these name what they are about, and quote the name. */
  private static boolean isAboutAnEntry(String message) {
    return message.startsWith("symlink has no referent: ")
        || (message.startsWith("rsync: ")
            && (message.indexOf('"') >= 0 || message.contains("get_acl: ")));
  }

  long files() {
    return files;
  }

  /** Empty where rsync wrote no log at all. */
  OptionalLong unreadable() {
    return lines == 0 ? OptionalLong.empty() : OptionalLong.of(unreadable);
  }
}
