package io.backupaccess.gateway.command;

/** Text of a peer's, made safe to be shown in a terminal or a log. */
final class QuotedText {
  private static final int LONGEST = 80;

  private QuotedText() {}

  /** The text in printable ASCII, other bytes as {@code \xHH}, cut where it is long. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (quoted.length() >= LONGEST) {
        return quoted.append("...").toString();
      }
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        quoted.append(c);
      } else {
        quoted.append("\\x%02x".formatted((int) c));
      }
    }
    return quoted.toString();
  }
}
