package io.backupaccess.gateway.config;

import io.backupaccess.gateway.volume.Grants;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one public key may do, or a certificate.
 *
 * @param keyName the entry's name in the resource
 * @param fingerprint the key, or the authority's for all of its certificates
 * @param volumes the volumes granted
 * @param networks each of these lists must contain the source; none: any source
 * @param begin before this instant the key is refused; empty: never
 * @param expiry from this instant on the key is refused; empty: never
 * @param limits what the keys of its entry may take together
 */
public record Grant(
    String keyName,
    Fingerprint fingerprint,
    Grants volumes,
    List<SourceRule> networks,
    Optional<Instant> begin,
    Optional<Instant> expiry,
    KeyLimits limits) {

  /** What of an authority's grant one of its certificates has: no more, and no longer. */
  Grant to(Credential.Certificate certificate) {
    return new Grant(
        keyName,
        certificate.fingerprint(),
        volumes,
        Stream.concat(networks.stream(), certificate.from().stream()).toList(),
        Optional.of(certificate.begins()),
        Stream.concat(expiry.stream(), Stream.of(certificate.expires())).min(Instant::compareTo),
        limits);
  }

  /**
   * Whether the key is accepted from there at this instant. Networks are of clients: an address
   * that stands for many is in none of them.
   */
  public boolean admits(Origin origin, Instant now) {
    return expiry.map(now::isBefore).orElse(true)
        && begin.map(first -> !now.isBefore(first)).orElse(true)
        && (!isBound() || !origin.hidden())
        && networks.stream().allMatch(rule -> rule.allows(origin.address()));
  }

  /** Whether it is for clients of some networks only. */
  public boolean isBound() {
    return !networks.isEmpty();
  }
}
