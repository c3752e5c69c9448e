package io.backupaccess.gateway.confine;

import java.nio.charset.StandardCharsets;

/**
 * One argument of a child, any bytes but NUL.
 *
 * @param armoured the argument as the launcher takes it, see {@link Armour}
 */
public record Argument(String armoured) {

  /** An argument that arrives exactly as it is. */
  public static Argument literal(byte[] bytes) {
    return new Argument("=" + checked(bytes));
  }

  /** An argument that arrives exactly as it is, encoded as UTF-8. */
  public static Argument literal(String text) {
    return literal(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A pattern that the launcher replaces by the names that match it, in the child's folder and
   * under the child's confinement, as a POSIX shell would: {@code *}, {@code ?} and {@code […]} are
   * active, a backslash takes their meaning away, no dotfile matches a leading wildcard. What
   * matches nothing arrives as it is, without its backslashes. Where the patterns of one child
   * match more than 1000 names, the child ends with {@link Launcher#EXIT_REFUSED}: fewer names than
   * match would let a client with {@code --delete} remove the others.
   */
  public static Argument pattern(byte[] bytes) {
    return new Argument("*" + checked(bytes));
  }

  /**
   * An argument that ends with the path of the folder for what a receiver receives; left out where
   * it has none. See {@link Withheld}.
   */
  static Argument incoming(String prefix) {
    return new Argument("@" + checked(prefix.getBytes(StandardCharsets.UTF_8)));
  }

  private static String checked(byte[] bytes) {
    for (byte value : bytes) {
      if (value == 0) {
        throw new IllegalArgumentException("an argument cannot contain a NUL byte");
      }
    }
    return Armour.encode(bytes);
  }
}
