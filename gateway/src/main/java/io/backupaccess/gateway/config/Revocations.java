package io.backupaccess.gateway.config;

import java.util.HashSet;
import java.util.Set;

/**
 * What an authority's certificates are refused for.
 *
 * @param serials their serial numbers, in decimal
 * @param keyIDs their ids
 * @param fingerprints those of the certified keys, or the authority's own
 * @param all whether none is accepted, because something that is revoked cannot be read
 */
record Revocations(
    Set<String> serials, Set<String> keyIDs, Set<Fingerprint> fingerprints, boolean all) {
  static final Revocations NONE = new Revocations(Set.of(), Set.of(), Set.of(), false);
  static final Revocations ALL = new Revocations(Set.of(), Set.of(), Set.of(), true);

  Revocations {
    serials = Set.copyOf(serials);
    keyIDs = Set.copyOf(keyIDs);
    fingerprints = Set.copyOf(fingerprints);
  }

  /** What this or the other refuses. */
  Revocations and(Revocations other) {
    return new Revocations(
        union(serials, other.serials),
        union(keyIDs, other.keyIDs),
        union(fingerprints, other.fingerprints),
        all || other.all);
  }

  private static <T> Set<T> union(Set<T> one, Set<T> other) {
    Set<T> both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }

  /** Whether none of this authority's certificates is accepted. */
  boolean refuse(Fingerprint authority) {
    return all || fingerprints.contains(authority);
  }

  boolean refuse(Credential.Certificate certificate) {
    return refuse(certificate.authority())
        || serials.contains(certificate.serial())
        || keyIDs.contains(certificate.keyId())
        || fingerprints.contains(certificate.fingerprint());
  }
}
