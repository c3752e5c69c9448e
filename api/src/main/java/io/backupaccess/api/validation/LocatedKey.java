package io.backupaccess.api.validation;

/**
 * A key and where it stands.
 *
 * @param field path of the field that holds it, or refers to it
 * @param fingerprint as {@code ssh-keygen -l} prints it
 */
public record LocatedKey(String field, String fingerprint) {}
