package io.backupaccess.operator.plan;

import io.backupaccess.api.sshkey.AuthorityFormats;
import io.backupaccess.api.sshkey.KeyFormatException;
import io.backupaccess.api.sshkey.SshPublicKey;
import io.backupaccess.api.v1alpha1.CertificateAuthority;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.gatewayconfig.AuthorityConfig;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is revoked of each authority, by all entries, those too that are disabled: an entry that is
 * wrong must not let in again whom it revokes.
 */
final class Authorities {

  /** In the order of the resource, so that the same resource gives the same text. */
  private static final class Revocations {
    final Set<String> serials = new LinkedHashSet<>();
    final Set<String> keyIDs = new LinkedHashSet<>();
    final Set<String> fingerprints = new LinkedHashSet<>();
    boolean readable = true;

    void add(CertificateAuthority.Revoked revoked) {
      add(serials, revoked.serials(), AuthorityFormats::isSerial);
      add(keyIDs, revoked.keyIDs(), AuthorityFormats::isKeyId);
      add(fingerprints, revoked.fingerprints(), AuthorityFormats::isFingerprint);
    }

    private void add(Set<String> all, @Nullable List<String> more, Predicate<String> rule) {
      if (more != null) {
        readable &= more.stream().allMatch(text -> text != null && rule.test(text));
        more.stream().filter(Objects::nonNull).forEach(all::add);
      }
    }
  }

  private final Map<String, Revocations> byFingerprint = new HashMap<>();

  /**
   * @param unread the places of the entries that have something which is not known: it may revoke
   */
  Authorities(List<KeySpec> specs, Set<Integer> unread) {
    for (int i = 0; i < specs.size(); i++) {
      CertificateAuthority authority = specs.get(i).certificateAuthority();
      if (authority != null) {
        boolean whole = !unread.contains(i);
        key(authority)
            .ifPresent(
                key -> {
                  add(key.fingerprint(), authority.revoked());
                  revocations(key).readable &= whole;
                });
      }
    }
  }

  private void add(String fingerprint, CertificateAuthority.@Nullable Revoked revoked) {
    Revocations all = byFingerprint.computeIfAbsent(fingerprint, absent -> new Revocations());
    if (revoked != null) {
      all.add(revoked);
    }
  }

  /** Its key; empty: the validator has said what is wrong with it. */
  static Optional<SshPublicKey> key(CertificateAuthority authority) {
    try {
      return authority.publicKey() == null
          ? Optional.empty()
          : Optional.of(SshPublicKey.parseAuthority(authority.publicKey()));
    } catch (KeyFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether it is known whom the authority no longer vouches for. */
  boolean isReadable(SshPublicKey key) {
    return revocations(key).readable;
  }

  /** The authority for the gateway, with all that is revoked of it. */
  AuthorityConfig config(SshPublicKey key, List<String> principals) {
    Revocations all = revocations(key);
    boolean none = all.serials.isEmpty() && all.keyIDs.isEmpty() && all.fingerprints.isEmpty();
    return new AuthorityConfig(
        key.line(),
        principals,
        none
            ? null
            : new AuthorityConfig.Revoked(
                List.copyOf(all.serials), List.copyOf(all.keyIDs), List.copyOf(all.fingerprints)));
  }

  private Revocations revocations(SshPublicKey key) {
    return byFingerprint.getOrDefault(key.fingerprint(), new Revocations());
  }
}
