package io.backupaccess.gateway.volume;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a volume: the first element of its paths at the gateway.
 *
 * @param value 1 to 63 letters, digits and {@code -_.}, not beginning with {@code -} or {@code .}:
 *     what the resource admits, and nothing that a shell, a glob or rsync reads as more than a name
 */
public record VolumeName(String value) implements Comparable<VolumeName> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][-._A-Za-z0-9]{0,62}");

  /** Checks the form. */
  public VolumeName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not the name of a volume");
    }
  }

  /** The name written so, if it is one. */
  public static Optional<VolumeName> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new VolumeName(text)) : Optional.empty();
  }

  @Override
  public int compareTo(VolumeName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
