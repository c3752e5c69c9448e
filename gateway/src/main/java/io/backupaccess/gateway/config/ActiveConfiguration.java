package io.backupaccess.gateway.config;

import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration in force: immutable, and only of what is right in the document.
 *
 * @param digest hexadecimal SHA-256 of the document's bytes
 * @param grants what each key may do
 * @param problems the entries that are disabled
 */
public record ActiveConfiguration(
    String digest, Map<Fingerprint, Grant> grants, List<Problem> problems) {

  /** Copies the collections. */
  public ActiveConfiguration {
    grants = Map.copyOf(grants);
    problems = List.copyOf(problems);
  }

  /**
   * What of it is in force where the kernel does not confine pulls: all, if all keys may read the
   * same; nothing otherwise, since only the kernel could keep them apart.
   */
  public ActiveConfiguration withoutConfinement() {
    long different =
        grants.values().stream().map(grant -> grant.exports().keySet()).distinct().count();
    if (different <= 1) {
      return this;
    }
    List<Problem> more = new ArrayList<>(problems);
    more.add(
        new Problem(
            "keys",
            "no key is accepted: they may read different volumes, and this kernel cannot keep the"
                + " pulls apart"));
    return new ActiveConfiguration(digest, Map.of(), more);
  }

  /** What the key may do; empty: it is not known. */
  public Optional<Grant> grant(Fingerprint fingerprint) {
    return Optional.ofNullable(grants.get(fingerprint));
  }
}
