package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.Origin;
import io.backupaccess.gatewayconfig.GatewayStatus.Clients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * With what addresses the clients of each entry came. Only who has a key of the configuration, or
 * knows one, says anything, and each entry is remembered once: no number of strangers counts.
 */
final class SeenClients {
  private static final int MANY = 4096;

  private enum Seen {
    VISIBLE,
    HIDDEN,
    /** Hidden, and its key is for clients of some networks only. */
    REFUSED
  }

  private final Supplier<ActiveConfiguration> configuration;
  private final Map<String, Seen> byEntry = new HashMap<>();
  private Optional<String> route = Optional.empty();

  SeenClients(Supplier<ActiveConfiguration> configuration) {
    this.configuration = configuration;
  }

  /** Somebody has proved to be a client. */
  synchronized void loggedIn(Login login) {
    ActiveConfiguration now = current();
    boolean hidden = now.peers().origin(login.source()).hidden();
    see(now, login.keyName(), hidden ? Seen.HIDDEN : Seen.VISIBLE);
  }

  /**
   * Somebody knows the public key of a client, which is all that one whose key is refused can show.
   * Whoever it is, that says more than nothing, and what a login said only where it is a warning.
   */
  synchronized void offered(Grant key, Origin origin) {
    ActiveConfiguration now = current();
    if (origin.hidden() && key.isBound()) {
      see(now, key.keyName(), Seen.REFUSED);
    } else if (!origin.hidden() && !byEntry.containsKey(key.keyName())) {
      see(now, key.keyName(), Seen.VISIBLE);
    }
  }

  /** What is known now. */
  synchronized Clients told() {
    ActiveConfiguration now = current();
    byEntry.keySet().retainAll(now.entries());
    Set<String> bound = now.boundEntries();
    byEntry.replaceAll(
        (entry, seen) -> seen == Seen.REFUSED && !bound.contains(entry) ? Seen.HIDDEN : seen);
    return new Clients(entries(Seen.VISIBLE), entries(Seen.HIDDEN), entries(Seen.REFUSED));
  }

  /** How many entries are remembered. */
  synchronized int size() {
    return byEntry.size();
  }

  private List<String> entries(Seen as) {
    return byEntry.entrySet().stream()
        .filter(entry -> entry.getValue() == as)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private void see(ActiveConfiguration now, String entry, Seen seen) {
    if (byEntry.size() >= MANY) { // there were other configurations, and nobody asked since
      byEntry.keySet().retainAll(now.entries());
    }
    byEntry.put(entry, seen);
  }

  /** The configuration in force; what was seen before clients came another way is forgotten. */
  private ActiveConfiguration current() {
    ActiveConfiguration now = configuration.get();
    if (!now.peers().route().equals(route)) {
      route = now.peers().route();
      byEntry.clear();
    }
    return now;
  }
}
