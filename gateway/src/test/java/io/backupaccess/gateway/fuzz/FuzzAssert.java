package io.backupaccess.gateway.fuzz;

import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What the targets claim: as fast as a fuzzer needs it. */
public final class FuzzAssert {
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,400}");

  private FuzzAssert() {}

  /** Throws unless the claim holds. */
  public static void that(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise.get());
    }
  }

  /** Throws unless the text can be shown in a terminal, in a few lines. */
  public static void printable(String message) {
    that(PRINTABLE.matcher(message).matches(), () -> "not printable or too long: " + message);
  }
}
