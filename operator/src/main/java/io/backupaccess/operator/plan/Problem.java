package io.backupaccess.operator.plan;

/**
 * Something in the resource, or in what it refers to, that cannot be used as it is.
 *
 * @param reason CamelCase, as the condition's and the Event's reason
 * @param field path in the resource, such as {@code spec.keys[1].publicKey}
 * @param message what is wrong and what to do, without the entry's text
 */
public record Problem(String reason, String field, String message) {
  /** Whether it is with what the resource refers to, and not with the resource by itself. */
  public boolean ofReference() {
    return reason.startsWith("KeySecret")
        || reason.startsWith("HostKey")
        || (reason.equals("InvalidKey") && field.endsWith(".secretKeyRef"));
  }

  /** Whether it is about a part of the resource, or a part of that. */
  public boolean isWithin(String path) {
    return field.equals(path) || field.startsWith(path + ".") || field.startsWith(path + "[");
  }

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
