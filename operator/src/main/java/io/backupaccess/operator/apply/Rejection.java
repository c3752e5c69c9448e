package io.backupaccess.operator.apply;

/**
 * An object that could not be applied, for a reason that trying again soon does not change.
 *
 * @param reason CamelCase, of the condition
 * @param message what the API server said, or what is in the way
 */
public record Rejection(String reason, String message) {}
