package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.BackupAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a newer version stored and this operator does not know. It may narrow what is granted, so
 * that none of what it belongs to is in force: a key, a volume, or the whole gateway.
 */
record Unknown(List<String> fields) {

  static final String REASON = "UnknownField";

  private static final Pattern ENTRY = Pattern.compile("spec\\.(keys|volumes)\\[\\d+](\\..*)?");
  // They say what people are told, and nothing of what clients may do.
  private static final Pattern TOLD = Pattern.compile("spec\\.(endpoint|freshness)(\\..*)?");
  private static final Pattern KEY = Pattern.compile("spec\\.keys\\[(\\d+)](\\..*)?");

  static Unknown in(BackupAccess resource) {
    return new Unknown(resource.unknownFields());
  }

  List<Problem> problems() {
    return fields.stream()
        .map(
            field ->
                new Problem(
                    REASON,
                    field,
                    "this operator does not know the field or its value: update it, or remove the field"))
        .toList();
  }

  /** Why no gateway may run. */
  Optional<Problem> ofGateway() {
    return fields.stream()
        .filter(field -> !ENTRY.matcher(field).matches() && !TOLD.matcher(field).matches())
        .findFirst()
        .map(
            field -> new Problem(REASON, field, "this operator does not know %s".formatted(field)));
  }

  /**
   * The problems by the places of keys. Where no gateway may run, each key has one: a gateway that
   * has not stopped yet grants nothing.
   */
  Map<Integer, Problem> disabled(Map<Integer, Problem> invalid, int keys) {
    Map<Integer, Problem> disabled = new HashMap<>(invalid);
    ofGateway()
        .ifPresent(
            problem -> IntStream.range(0, keys).forEach(key -> disabled.putIfAbsent(key, problem)));
    return disabled;
  }

  /** The places of the entries of keys that are not wholly known. */
  Set<Integer> keys() {
    return fields.stream()
        .map(KEY::matcher)
        .filter(Matcher::matches)
        .map(matcher -> Integer.valueOf(matcher.group(1)))
        .collect(Collectors.toSet());
  }
}
