package io.backupaccess.gateway.explain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes in lines of text and in JSON. In lines, {@code \\ \t \n \r \xHH} stand for bytes. In JSON,
 * where only text can be, a byte that is no UTF-8 is a lone surrogate, U+DC00 and the byte, as in
 * Python's file names.
 */
final class RecordedBytes {
  private static final int SURROGATE = 0xDC00;
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:([\\\\tnr])|x([0-9a-fA-F]{2}))");

  private RecordedBytes() {}

  /**
   * The bytes that a line's field stands for, the line having been read as Latin-1; an escape that
   * is none is left as it is.
   */
  static byte[] unescape(String field) {
    return ESCAPE
        .matcher(field)
        .replaceAll(escape -> Matcher.quoteReplacement(unescaped(escape)))
        .getBytes(ISO_8859_1);
  }

  private static String unescaped(MatchResult escape) {
    if (escape.group(2) != null) {
      return Character.toString(Integer.parseInt(escape.group(2), 16));
    }
    return switch (escape.group(1)) {
      case "t" -> "\t";
      case "n" -> "\n";
      case "r" -> "\r";
      default -> "\\";
    };
  }

  /** Text for JSON of bytes that are given as one Latin-1 character each. */
  static String readable(String bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes.getBytes(ISO_8859_1));
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    CharsetDecoder decoder = UTF_8.newDecoder();
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isUnderflow()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (SURROGATE + (in.get() & 0xff)));
      }
      decoder.reset();
    }
  }
}
