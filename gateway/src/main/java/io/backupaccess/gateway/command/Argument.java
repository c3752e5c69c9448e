package io.backupaccess.gateway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Stream;

/** One argument for rsync; its text holds one Latin-1 character per byte. */
public sealed interface Argument {

  /** These words of our own, each as it is. */
  static List<Argument> literals(String... words) {
    return Stream.of(words).<Argument>map(Literal::of).toList();
  }

  /** The argument's bytes, one Latin-1 character each. */
  String text();

  /** The argument's bytes. */
  default byte[] bytes() {
    return text().getBytes(ISO_8859_1);
  }

  /** Passed to rsync as it is. */
  record Literal(String text) implements Argument {

    /** This text of our own, encoded as UTF-8. */
    public static Literal of(String ours) {
      return new Literal(new String(ours.getBytes(UTF_8), ISO_8859_1));
    }
  }

  /**
   * A pattern that the launcher replaces by the names that match it, in the child's folder and
   * under the child's confinement, as a POSIX shell would: {@code *}, {@code ?} and {@code […]} are
   * active, a backslash takes their meaning away, no dotfile matches a leading wildcard. What
   * matches nothing arrives as it is, without its backslashes. Where the patterns of one child
   * match more than 1000 names, the child is refused: fewer names than match would let a client
   * with {@code --delete} remove the others.
   */
  record Pattern(String text) implements Argument {}
}
