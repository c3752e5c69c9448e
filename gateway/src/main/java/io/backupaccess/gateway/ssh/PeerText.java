package io.backupaccess.gateway.ssh;

/** Text of a peer's, made fit for a log: short and printable. */
final class PeerText {
  private static final int LONGEST = 64;

  private PeerText() {}

  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '\\') {
        escaped.append(c);
      } else {
        escaped.append(String.format("\\u%04x", (int) c));
      }
    }
    return text.length() > LONGEST ? escaped.append("...").toString() : escaped.toString();
  }
}
