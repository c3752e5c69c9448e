package io.backupaccess.operator.plan;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names that are allowed.
 *
 * @param patterns each a name, or the beginning of names with {@code *} after it
 */
public record NamePatterns(List<String> patterns) {

  private static final Pattern PATTERN =
      Pattern.compile("[A-Za-z0-9][-A-Za-z0-9._/]{0,316}[*]?|[*]");

  public NamePatterns {
    patterns = List.copyOf(patterns);
  }

  /**
   * Reads patterns with commas between them.
   *
   * @throws IllegalArgumentException naming the one that is none
   */
  static NamePatterns of(String list) {
    List<String> patterns =
        Arrays.stream(list.split(",", -1))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .toList();
    for (String pattern : patterns) {
      if (!PATTERN.matcher(pattern).matches()) {
        throw new IllegalArgumentException(
            "must be names, or beginnings of names with * after them, with commas between them, and "
                + pattern
                + " is neither");
      }
    }
    return new NamePatterns(patterns);
  }

  /** Whether the name is allowed. */
  boolean allow(String name) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.endsWith("*")
                    ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                    : name.equals(pattern));
  }

  /** Those of the names that are not allowed, in their order. */
  List<String> refused(Collection<String> names) {
    return names.stream().filter(name -> !allow(name)).sorted().toList();
  }
}
