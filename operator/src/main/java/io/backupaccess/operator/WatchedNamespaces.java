package io.backupaccess.operator;

import io.backupaccess.operator.observe.OwnRights;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Which namespaces can be watched, of those that should be. Who owns one can delete it, or take the
 * operator's Role away, and that must be the end of the operator's work there and nowhere else.
 */
final class WatchedNamespaces {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedNamespaces.class);

  // To ask for every namespace each time would be most of what an idle operator of many does. The
  // API server refuses what is no longer allowed, whether or not that was asked before.
  private static final int ROUNDS_OF_TRUST = 4;

  private final OwnRights rights;
  private final Set<String> wanted;
  private Set<String> watched = Set.of();
  private int round;

  /**
   * @param wanted empty: all
   */
  WatchedNamespaces(OwnRights rights, Set<String> wanted) {
    this.rights = rights;
    this.wanted = wanted;
  }

  /**
   * The namespaces to begin with; empty: all.
   *
   * @throws IllegalStateException where not one can be watched
   */
  Set<String> begin() {
    if (!wanted.isEmpty()) {
      watching(
          changed()
              .orElseThrow(() -> new IllegalStateException("no right to watch any of " + wanted)));
    }
    return watched;
  }

  /**
   * Those that can be watched now; empty: the same as before, or none. Of those that are watched,
   * only every fourth call asks.
   */
  Optional<Set<String>> changed() {
    boolean trusted = ++round % ROUNDS_OF_TRUST != 0;
    Set<String> found = new TreeSet<>(wanted);
    found.removeIf(
        namespace ->
            watched.contains(namespace) ? !trusted && !mayStill(namespace) : !mayBegin(namespace));
    return Optional.of(found).filter(set -> !set.isEmpty() && !set.equals(watched));
  }

  /** Remembers those that are watched from now on. */
  void watching(Set<String> namespaces) {
    watched = namespaces;
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeAll(namespaces);
    LOG.atLevel(missing.isEmpty() ? Level.INFO : Level.WARN)
        .addKeyValue("watched", namespaces)
        .addKeyValue("withoutRights", missing)
        .log("the namespaces that the operator has the right to watch");
  }

  /** One kind that could not be listed would keep all others from beginning. */
  private boolean mayBegin(String namespace) {
    return Permissions.RULES.stream()
        .filter(rule -> rule.verbs().contains("watch"))
        .allMatch(rule -> rights.mayWatch(rule.apiGroup(), rule.resource(), namespace));
  }

  private boolean mayStill(String namespace) {
    return rights.mayWatch("backupaccess.io", "backupaccesses", namespace);
  }
}
