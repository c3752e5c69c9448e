package io.backupaccess.gateway.config;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What one public key may do.
 *
 * @param keyName the entry's name in the resource
 * @param fingerprint the key
 * @param exports the volumes granted, by name; empty: it cannot be served now
 * @param root the volume that paths are relative to; empty: the first element names the volume
 * @param networks each of these lists must contain the source; none: any source
 * @param expiry from this instant on the key is refused; empty: never
 * @param limits what the keys of its entry may take together
 */
public record Grant(
    String keyName,
    Fingerprint fingerprint,
    SortedMap<ExportName, Optional<ServedExport>> exports,
    Optional<ExportName> root,
    List<SourceRule> networks,
    Optional<Instant> expiry,
    KeyLimits limits) {

  /** Whether the key is accepted from this source at this instant. */
  public boolean admits(InetAddress source, Instant now) {
    return expiry.map(now::isBefore).orElse(true)
        && networks.stream().allMatch(rule -> rule.allows(source));
  }
}
