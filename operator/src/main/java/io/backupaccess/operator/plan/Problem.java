package io.backupaccess.operator.plan;

/**
 * Something in the resource, or in what it refers to, that cannot be used as it is.
 *
 * @param reason CamelCase, as the condition's and the Event's reason
 * @param field path in the resource, such as {@code spec.keys[1].publicKey}
 * @param message what is wrong and what to do, without the entry's text
 */
public record Problem(String reason, String field, String message) {
  @Override
  public String toString() {
    return field + ": " + message;
  }
}
