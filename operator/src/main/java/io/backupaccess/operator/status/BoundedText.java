package io.backupaccess.operator.status;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Text that fits where it is kept: the API server, and what it stores in, have limits. */
final class BoundedText {

  private static final String CUT = "…";

  // Each would take six bytes in JSON.
  private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

  private BoundedText() {}

  /**
   * The text in one line, cut where it is longer.
   *
   * @param most bytes of UTF-8
   */
  static String of(String text, int most) {
    String line = CONTROLS.matcher(text).replaceAll(" ");
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= most) {
      return line;
    }
    int end = most - CUT.getBytes(StandardCharsets.UTF_8).length;
    // All bytes of a code point but its first are 10xxxxxx.
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8) + CUT;
  }
}
