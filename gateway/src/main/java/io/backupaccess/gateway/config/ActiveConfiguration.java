package io.backupaccess.gateway.config;

import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration in force: immutable, and only of what is right in the document.
 *
 * @param digest hexadecimal SHA-256 of the document's bytes
 * @param grants what each key may do
 * @param exemptPeers whose addresses never earn penalties
 * @param problems the entries that are disabled
 */
public record ActiveConfiguration(
    String digest,
    Map<Fingerprint, Grant> grants,
    List<SourceNetwork> exemptPeers,
    List<Problem> problems) {

  /** Copies the collections. */
  public ActiveConfiguration {
    grants = Map.copyOf(grants);
    exemptPeers = List.copyOf(exemptPeers);
    problems = List.copyOf(problems);
  }

  /** What a document that cannot be read means: nobody is known. */
  static ActiveConfiguration nothing(String digest, Problem problem) {
    return new ActiveConfiguration(digest, Map.of(), List.of(), List.of(problem));
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
    return new ActiveConfiguration(digest, Map.of(), exemptPeers, more);
  }

  /** What the key may do; empty: it is not known. */
  public Optional<Grant> grant(Fingerprint fingerprint) {
    return Optional.ofNullable(grants.get(fingerprint));
  }

  /** Whether this source never earns penalties. */
  public boolean exempts(InetAddress source) {
    return exemptPeers.stream().anyMatch(network -> network.contains(source));
  }
}
