package io.backupaccess.gateway.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whose certificates are accepted, and what each lets do. */
public final class Authority {
  private final Map<String, Grant> byPrincipal;
  private final Revocations revoked;

  /**
   * An authority.
   *
   * @param byPrincipal what those may do whose certificates have the principal
   */
  Authority(Map<String, Grant> byPrincipal, Revocations revoked) {
    this.byPrincipal = Map.copyOf(byPrincipal);
    this.revoked = revoked;
  }

  /** What its certificates can let do. */
  Set<Grant> grants() {
    return Set.copyOf(byPrincipal.values());
  }

  /** Whether none of its certificates is accepted, with this key of its. */
  boolean isRevoked(Fingerprint key) {
    return revoked.refuse(key);
  }

  /**
   * What the certificate lets do; empty: it is revoked, no entry has one of its principals, or
   * several entries have, of which it would be chance which ruled.
   */
  Optional<Grant> grant(Credential.Certificate certificate) {
    if (revoked.refuse(certificate)) {
      return Optional.empty();
    }
    List<Grant> entries = entries(certificate);
    return entries.size() == 1 ? Optional.of(entries.getFirst().to(certificate)) : Optional.empty();
  }

  /** Why it lets do nothing, for the log. */
  String reasonAgainst(Credential.Certificate certificate) {
    if (revoked.refuse(certificate)) {
      return "revoked";
    }
    return entries(certificate).isEmpty()
        ? "none of its principals is accepted"
        : "its principals are those of several entries";
  }

  private List<Grant> entries(Credential.Certificate certificate) {
    return certificate.principals().stream()
        .filter(byPrincipal::containsKey)
        .map(byPrincipal::get)
        .collect(Collectors.toUnmodifiableSet())
        .stream()
        .toList();
  }
}
