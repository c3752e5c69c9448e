package io.backupaccess.gateway.config;

import io.backupaccess.api.sshkey.AuthorityFormats;
import io.backupaccess.api.sshkey.KeyFormatException;
import io.backupaccess.api.sshkey.SshPublicKey;
import io.backupaccess.gatewayconfig.AuthorityConfig;
import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers the authorities of the entries of keys, as far as they are right. */
final class AuthorityReader {
  private static final String TWICE =
      "another entry of the same authority has one of these principals: refused in both places";
  private static final int MOST = AuthorityFormats.MOST_PRINCIPALS;

  /** Whom an entry is for. */
  private record Name(Fingerprint authority, String principal) {}

  private final List<Problem> problems;
  private final Map<Name, Grant> grants = new HashMap<>();
  private final Map<Name, String> firstFields = new HashMap<>();
  private final Set<Name> ambiguous = new HashSet<>();

  AuthorityReader(List<Problem> problems) {
    this.problems = problems;
  }

  /** The authority's key. */
  static Fingerprint key(AuthorityConfig config) throws BadEntryException {
    try {
      if (config.publicKey() != null) {
        return new Fingerprint(SshPublicKey.parseAuthority(config.publicKey()).fingerprint());
      }
    } catch (KeyFormatException e) {
      throw new BadEntryException("certificateAuthority.publicKey: " + e.reason());
    }
    throw new BadEntryException("certificateAuthority.publicKey is missing");
  }

  /** Whom the entry is for. */
  static Set<String> principals(AuthorityConfig config) throws BadEntryException {
    List<String> principals = config.principals();
    if (principals == null || principals.isEmpty() || principals.size() > MOST) {
      throw new BadEntryException("certificateAuthority.principals: 1 to " + MOST + " are needed");
    }
    for (String principal : principals) {
      if (principal == null || !AuthorityFormats.isPrincipal(principal)) {
        throw new BadEntryException(
            "certificateAuthority.principals: letters, digits and -._@:/+= are needed here");
      }
    }
    return new LinkedHashSet<>(principals);
  }

  /**
   * Adds what those with the principals may do; a principal of an earlier entry too is nobody's.
   */
  void add(String field, Set<String> principals, Grant grant) {
    for (String principal : principals) {
      Name name = new Name(grant.fingerprint(), principal);
      String first = firstFields.putIfAbsent(name, field);
      if (first == null) {
        grants.put(name, grant);
      } else {
        if (ambiguous.add(name)) {
          problems.add(new Problem(first + ".principals", TWICE));
        }
        problems.add(new Problem(field + ".principals", TWICE));
      }
    }
  }

  Map<Fingerprint, Authority> authorities(Map<Fingerprint, Revocations> revoked) {
    grants.keySet().removeAll(ambiguous);
    Map<Fingerprint, Map<String, Grant>> byAuthority = new HashMap<>();
    grants.forEach(
        (name, grant) ->
            byAuthority
                .computeIfAbsent(name.authority(), absent -> new HashMap<>())
                .put(name.principal(), grant));
    Map<Fingerprint, Authority> authorities = new HashMap<>();
    byAuthority.forEach(
        (key, byPrincipal) ->
            authorities.put(
                key, new Authority(byPrincipal, revoked.getOrDefault(key, Revocations.NONE))));
    return authorities;
  }
}
