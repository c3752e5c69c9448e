package io.backupaccess.gateway.ssh;

/** Text of a peer's, made fit for a log: short and printable. */
final class LoggedText {
  private static final int LONGEST = 64;

  private LoggedText() {}

  static String escaped(String text) {
    return escaped(text, LONGEST);
  }

  /**
   * The text in printable ASCII.
   *
   * @param longest how many of its characters are shown
   */
  static String escaped(String text, int longest) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length() && i < longest; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '\\') {
        escaped.append(c);
      } else {
        escaped.append(String.format("\\u%04x", (int) c));
      }
    }
    return text.length() > longest ? escaped.append("...").toString() : escaped.toString();
  }
}
