package io.backupaccess.api.validation;

/**
 * A rule that the resource breaks.
 *
 * @param field path of the field, as the API server writes it: {@code spec.keys[2].publicKey}
 * @param message what is wrong and how to mend it; it never repeats a value
 */
public record Violation(String field, String message, Kind kind) {

  /** What kind of rule it is. */
  public enum Kind {
    VALUE,
    /** The same key stands in several places. */
    DUPLICATE_KEY
  }

  /** Of a rule about a value. */
  public Violation(String field, String message) {
    this(field, message, Kind.VALUE);
  }

  /** Whether the violation is about a field or a part of it. */
  public boolean isWithin(String path) {
    return field.equals(path) || field.startsWith(path + ".") || field.startsWith(path + "[");
  }

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
