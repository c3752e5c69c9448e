package io.backupaccess.gateway.config;

import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The configuration in force: immutable, and only of what is right in the document.
 *
 * @param digest hexadecimal SHA-256 of the document's bytes
 * @param grants what each key may do
 * @param authorities whose certificates are accepted, by their keys
 * @param exemptPeers whose addresses never earn penalties
 * @param problems the entries that are disabled
 */
public record ActiveConfiguration(
    String digest,
    Map<Fingerprint, Grant> grants,
    Map<Fingerprint, Authority> authorities,
    List<SourceNetwork> exemptPeers,
    List<Problem> problems) {

  /** Copies the collections. */
  public ActiveConfiguration {
    grants = Map.copyOf(grants);
    authorities = Map.copyOf(authorities);
    exemptPeers = List.copyOf(exemptPeers);
    problems = List.copyOf(problems);
  }

  /** What a document that cannot be read means: nobody is known. */
  static ActiveConfiguration nothing(String digest, Problem problem) {
    return new ActiveConfiguration(digest, Map.of(), Map.of(), List.of(), List.of(problem));
  }

  /**
   * What of it is in force where the kernel does not confine pulls: all, if all keys may read the
   * same; nothing otherwise, since only the kernel could keep them apart.
   */
  public ActiveConfiguration withoutConfinement() {
    long different =
        Stream.concat(
                grants.values().stream(),
                authorities.values().stream().flatMap(authority -> authority.grants().stream()))
            .map(grant -> grant.exports().keySet())
            .distinct()
            .count();
    if (different <= 1) {
      return this;
    }
    List<Problem> more = new ArrayList<>(problems);
    more.add(
        new Problem(
            "keys",
            "no key is accepted: they may read different volumes, and this kernel cannot keep the"
                + " pulls apart"));
    return new ActiveConfiguration(digest, Map.of(), Map.of(), exemptPeers, more);
  }

  /** What somebody with this may do; empty: it is not accepted. */
  public Optional<Grant> grant(Credential credential) {
    return switch (credential) {
      case Credential.Key key -> Optional.ofNullable(grants.get(key.fingerprint()));
      case Credential.Certificate certificate ->
          Optional.ofNullable(authorities.get(certificate.authority()))
              .flatMap(authority -> authority.grant(certificate));
    };
  }

  /** Why {@link #grant} gives nothing, for the log. */
  public String reasonAgainst(Credential credential) {
    return switch (credential) {
      case Credential.Key key -> "unknown";
      case Credential.Certificate certificate ->
          Optional.ofNullable(authorities.get(certificate.authority()))
              .map(authority -> authority.reasonAgainst(certificate))
              .orElse("unknown authority");
    };
  }

  /** The keys that are accepted, and the authorities that any certificate is accepted of. */
  public Set<Fingerprint> accepted() {
    return Stream.concat(
            grants.keySet().stream(),
            authorities.entrySet().stream()
                .filter(entry -> !entry.getValue().isRevoked(entry.getKey()))
                .map(Map.Entry::getKey))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether this source never earns penalties. */
  public boolean exempts(InetAddress source) {
    return exemptPeers.stream().anyMatch(network -> network.contains(source));
  }
}
