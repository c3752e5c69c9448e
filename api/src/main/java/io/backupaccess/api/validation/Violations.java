package io.backupaccess.api.validation;

import io.backupaccess.api.sshkey.Network;
import io.backupaccess.api.v1alpha1.Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Collects what a resource breaks. */
final class Violations {

  private final List<Violation> found = new ArrayList<>();

  List<Violation> found() {
    return List.copyOf(found);
  }

  void add(String field, String message) {
    add(new Violation(field, message));
  }

  void add(Violation violation) {
    found.add(violation);
  }

  /** Demands a property of a value that may be left out. */
  void check(@Nullable String value, String field, Predicate<String> rule, String message) {
    if (value != null && !rule.test(value)) {
      add(field, message);
    }
  }

  /** Demands a value, and a property of it. */
  void require(@Nullable String value, String field, Predicate<String> rule, String message) {
    if (value == null || value.isEmpty()) {
      add(field, "is required");
    } else {
      check(value, field, rule, message);
    }
  }

  void range(@Nullable Number value, String field, long least, long most) {
    if (value != null && (value.longValue() < least || value.longValue() > most)) {
      add(field, "must be from " + least + " to " + most);
    }
  }

  void size(@Nullable Collection<?> values, String field, int least, int most) {
    if (values != null && (values.size() < least || values.size() > most)) {
      add(field, "must have " + least + " to " + most + " entries");
    }
  }

  /** Demands networks in CIDR notation. */
  void networks(List<String> texts, String path) {
    each(texts, path + "[%d]", Network::isCidr, Rules.NETWORK_MESSAGE);
  }

  /**
   * Demands a property of each value of a list.
   *
   * @param path with %d in the place of the index
   */
  void each(List<String> values, String path, Predicate<String> rule, String message) {
    for (int i = 0; i < values.size(); i++) {
      check(values.get(i), path.formatted(i), rule, message);
    }
  }

  /** Refuses the second and any further entry of the same value or name, at its own path. */
  void unique(List<?> values, String path) {
    var seen = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      if (!seen.add(values.get(i))) {
        add(path.formatted(i), "occurs twice");
      }
    }
  }
}
