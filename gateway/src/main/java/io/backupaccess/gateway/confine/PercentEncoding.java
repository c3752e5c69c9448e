package io.backupaccess.gateway.confine;

import io.backupaccess.gateway.command.Argument;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Bytes as ASCII text, for the launcher's command line.
 *
 * <p>{@code ProcessBuilder} encodes arguments in the platform's character set and replaces what
 * does not fit; a file name in Latin-1 would reach rsync as another name. So every byte outside
 * {@code A-Za-z0-9-_./,:=+@} travels as {@code %XX}.
 */
final class PercentEncoding {
  private static final String PLAIN = "-_./,:=+@";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentEncoding() {}

  /** An argument as the launcher takes it: it arrives exactly as it is, or is expanded there. */
  static String encode(Argument argument) {
    byte[] bytes = argument.bytes();
    for (byte value : bytes) {
      if (value == 0) {
        throw new IllegalArgumentException("an argument cannot contain a NUL byte");
      }
    }
    return switch (argument) {
      case Argument.Literal _ -> "=" + encode(bytes);
      case Argument.Pattern _ -> "*" + encode(bytes);
    };
  }

  /**
   * An argument that ends with the path of the folder for what a receiver receives; left out where
   * it has none. See {@link Withheld}.
   */
  static String incoming(String prefix) {
    return "@" + encode(prefix);
  }

  static String encode(byte[] bytes) {
    var text = new StringBuilder(bytes.length + 16);
    for (byte value : bytes) {
      if (isPlain(value)) {
        text.append((char) value);
      } else {
        HEX.toHexDigits(text.append('%'), value);
      }
    }
    return text.toString();
  }

  static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isPlain(byte value) {
    return (value >= 'a' && value <= 'z')
        || (value >= 'A' && value <= 'Z')
        || (value >= '0' && value <= '9')
        || PLAIN.indexOf(value) >= 0;
  }
}
