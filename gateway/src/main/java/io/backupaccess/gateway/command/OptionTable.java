package io.backupaccess.gateway.command;

import io.backupaccess.gateway.volume.Direction;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Every option that a client may name, and what becomes of it; any other is refused. The manual's
 * tables are written from these.
 */
final class OptionTable {
  private static final OptionTable PULLS = new OptionTable(PullOptions::addTo);
  private static final OptionTable PUSHES = new OptionTable(PushOptions::addTo);

  private final Map<String, OptionPolicy> policies = new LinkedHashMap<>();

  private OptionTable(Consumer<OptionTable> oneDirection) {
    CommonOptions.addTo(this);
    oneDirection.accept(this);
  }

  static OptionTable of(Direction direction) {
    return switch (direction) {
      case PULL -> PULLS;
      case PUSH -> PUSHES;
    };
  }

  /** The policy for an option, written with its dashes and without its value. */
  Optional<OptionPolicy> policy(String option) {
    return Optional.ofNullable(policies.get(option));
  }

  /** All options with their policies. */
  Map<String, OptionPolicy> policies() {
    return Collections.unmodifiableMap(policies);
  }

  void put(OptionPolicy policy, String... options) {
    for (String option : options) {
      if (policies.put(option, policy) != null) {
        throw new IllegalStateException(option + " is in the table twice");
      }
    }
  }
}
