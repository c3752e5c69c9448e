package io.backupaccess.gateway.config;

import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.VolumeName;
import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.net.InetAddress;
import java.time.Instant;
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
 * @param peers whose addresses say less than others
 * @param readers the pods that have the volumes which this one has not, by name
 * @param problems the entries that are disabled
 */
public record ActiveConfiguration(
    String digest,
    Map<Fingerprint, Grant> grants,
    Map<Fingerprint, Authority> authorities,
    Peers peers,
    Map<String, Reader> readers,
    List<Problem> problems) {

  /** Copies the collections. */
  public ActiveConfiguration {
    grants = Map.copyOf(grants);
    authorities = Map.copyOf(authorities);
    readers = Map.copyOf(readers);
    problems = List.copyOf(problems);
  }

  /** What a document that cannot be read means: nobody is known. */
  static ActiveConfiguration nothing(String digest, Problem problem) {
    return new ActiveConfiguration(
        digest, Map.of(), Map.of(), Peers.NONE, Map.of(), List.of(problem));
  }

  /**
   * What of it is in force where the kernel does not confine pulls: all, if all keys may read the
   * same; nothing otherwise, since only the kernel could keep them apart.
   */
  public ActiveConfiguration withoutConfinement() {
    if (allGrants().map(ActiveConfiguration::names).distinct().count() <= 1) {
      return this;
    }
    List<Problem> more = new ArrayList<>(problems);
    more.add(
        new Problem(
            "keys",
            "no key is accepted: they may read different volumes, and this kernel cannot keep the"
                + " pulls apart"));
    return new ActiveConfiguration(digest, Map.of(), Map.of(), peers, readers, more);
  }

  private static Set<VolumeName> names(Grant grant) {
    return grant.volumes().all().stream()
        .map(Granted::name)
        .collect(Collectors.toUnmodifiableSet());
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

  /** The same, where these pass clients on: what they say for themselves says nothing of one. */
  public ActiveConfiguration behind(SourceRule proxies) {
    return new ActiveConfiguration(
        digest, grants, authorities, peers.and(proxies), readers, problems);
  }

  /** What somebody with this may do from there at this instant; empty: it is not accepted. */
  public Optional<Grant> grant(Credential credential, InetAddress source, Instant now) {
    return grant(credential).filter(grant -> grant.admits(peers.origin(source), now));
  }

  /** The names of the entries that are in force. */
  public Set<String> entries() {
    return allGrants().map(Grant::keyName).collect(Collectors.toUnmodifiableSet());
  }

  /** Those of them that are, or may be, for clients of some networks only. */
  public Set<String> boundEntries() {
    return Stream.concat(
            grants.values().stream().filter(Grant::isBound),
            // Each certificate can name networks of its own.
            authorities.values().stream().flatMap(authority -> authority.grants().stream()))
        .map(Grant::keyName)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Stream<Grant> allGrants() {
    return Stream.concat(
        grants.values().stream(),
        authorities.values().stream().flatMap(authority -> authority.grants().stream()));
  }
}
