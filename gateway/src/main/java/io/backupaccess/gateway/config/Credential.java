package io.backupaccess.gateway.config;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** By what somebody logs in. */
public sealed interface Credential {

  /** The key that signs, which limits count by. */
  Fingerprint fingerprint();

  /** A key that the configuration lists. */
  record Key(Fingerprint fingerprint) implements Credential {}

  /**
   * A certificate whose signature is its authority's.
   *
   * @param fingerprint the certified key
   * @param authority whose signature it is
   * @param serial the number that the authority gave it, in decimal
   * @param keyId the name that the authority gave it
   * @param principals whom it is for
   * @param begins from this instant on it is valid
   * @param expires from this instant on it is no longer valid
   * @param from where it may be used from; empty: anywhere
   */
  record Certificate(
      Fingerprint fingerprint,
      Fingerprint authority,
      String serial,
      String keyId,
      Set<String> principals,
      Instant begins,
      Instant expires,
      Optional<SourceRule> from)
      implements Credential {
    /** Copies the principals. */
    public Certificate {
      principals = Set.copyOf(principals);
    }
  }
}
