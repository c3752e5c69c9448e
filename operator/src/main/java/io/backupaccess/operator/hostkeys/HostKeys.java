package io.backupaccess.operator.hostkeys;

/** The Secret with the gateway's identity. */
public sealed interface HostKeys {

  /** No Secret of that name, and clients know of none: one is to be made. */
  record Absent() implements HostKeys {}

  /** The resource names a Secret that does not exist, and is its owner's to make. */
  record NotFound() implements HostKeys {}

  /** It goes with a resource that is gone, and whoever relied on it would lose it. */
  record Leaving() implements HostKeys {}

  /**
   * A Secret with another key than clients were told to expect, which would look to them like an
   * attack.
   *
   * @param published fingerprint of the published key, as {@code SHA256:…}
   * @param found fingerprint of the Secret's key
   */
  record Changed(String published, String found) implements HostKeys {}

  /**
   * No Secret of that name, although clients were told to expect its key. A new one would look to
   * them like an attack.
   *
   * @param fingerprint of the published key, as {@code SHA256:…}
   */
  record Lost(String fingerprint) implements HostKeys {}

  /**
   * A Secret with exactly the documented keys, which belong together.
   *
   * @param publicKey type and Base64, as in a {@code known_hosts} line
   */
  record Usable(String publicKey) implements HostKeys {}

  /**
   * A Secret that is not what the documentation says.
   *
   * @param why a sentence that ends another: what is wrong with it, never its content
   */
  record Unusable(String why) implements HostKeys {}
}
