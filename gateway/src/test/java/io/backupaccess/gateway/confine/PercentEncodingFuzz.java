package io.backupaccess.gateway.confine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.fuzz.FuzzAssert;
import io.backupaccess.gateway.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.stream.Stream;

/** Arguments arrive at the launcher byte by byte, in characters that no encoding changes. */
public final class PercentEncodingFuzz implements FuzzTarget {
  @Override
  public void test(byte[] input) {
    boolean hasNul = false;
    for (byte value : input) {
      hasNul |= value == 0;
    }
    try {
      String text = new String(input, ISO_8859_1);
      arrives('=', input, PercentEncoding.encode(new Argument.Literal(text)));
      arrives('*', input, PercentEncoding.encode(new Argument.Pattern(text)));
      FuzzAssert.that(!hasNul, () -> "an argument holds a NUL byte");
    } catch (IllegalArgumentException e) {
      boolean refusable = hasNul;
      FuzzAssert.that(refusable, () -> "refused without a NUL byte");
    }
  }

  private static void arrives(char kind, byte[] input, String encoded) {
    FuzzAssert.that(encoded.charAt(0) == kind, () -> "another kind: " + encoded);
    FuzzAssert.that(
        encoded.substring(1).matches("[-A-Za-z0-9_./,:=+@%]*"), () -> "not plain: " + encoded);
    FuzzAssert.that(Arrays.equals(input, decoded(encoded)), () -> "not the same: " + encoded);
  }

  /** What the launcher's {@code percent_decode} does. */
  private static byte[] decoded(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 1; i < encoded.length(); i++) {
      if (encoded.charAt(i) == '%') {
        bytes.write(Integer.parseInt(encoded.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(encoded.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public Stream<byte[]> seeds() {
    return Stream.of(
        "db/a b".getBytes(UTF_8),
        "%41%".getBytes(UTF_8),
        "\u00fc\u20ac".getBytes(UTF_8),
        "\u00fc\u00ff".getBytes(ISO_8859_1),
        "a\0b".getBytes(UTF_8),
        "--log-file=/x\n*[a-z]\\*".getBytes(UTF_8));
  }
}
