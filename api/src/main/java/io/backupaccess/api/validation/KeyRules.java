package io.backupaccess.api.validation;

import io.backupaccess.api.sshkey.KeyFormatException;
import io.backupaccess.api.sshkey.SshPublicKey;
import io.backupaccess.api.v1alpha1.GrantSpec;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.Rules;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of {@code spec.keys}. */
final class KeyRules {

  static final int LONGEST_KEY = 8192;

  private final Violations violations;
  private final Set<String> volumes;

  KeyRules(Violations violations, Set<String> volumes) {
    this.violations = violations;
    this.volumes = volumes;
  }

  void check(KeySpec key, String path) {
    violations.require(key.name(), path + ".name", Formats::isDnsLabel, Rules.DNS_LABEL_MESSAGE);
    source(key, path);
    grants(key, path);
    var ranges = key.sourceRanges();
    violations.size(ranges, path + ".sourceRanges", 1, 32);
    if (ranges != null) {
      violations.networks(ranges, path + ".sourceRanges");
    }
    violations.check(
        key.expirationTime(),
        path + ".expirationTime",
        text -> Formats.time(text).isPresent(),
        Rules.TIME_MESSAGE);
    var limits = key.limits();
    if (limits != null) {
      violations.check(
          limits.bytesPerSecond(),
          path + ".limits.bytesPerSecond",
          text -> Formats.bytesPerSecond(text).isPresent(),
          Rules.BYTES_PER_SECOND_MESSAGE);
      violations.range(limits.sessions(), path + ".limits.sessions", 1, 1000);
    }
  }

  private void source(KeySpec key, String path) {
    var sources =
        Stream.of(key.publicKey(), key.secretKeyRef(), key.certificateAuthority())
            .filter(Objects::nonNull)
            .count();
    if (sources != 1) {
      violations.add(path, Rules.KEY_SOURCE_MESSAGE);
    }
    var publicKey = key.publicKey();
    if (publicKey != null) {
      if (publicKey.length() > LONGEST_KEY) {
        violations.add(path + ".publicKey", "must have at most " + LONGEST_KEY + " characters");
      } else {
        try {
          SshPublicKey.parse(publicKey);
        } catch (KeyFormatException e) {
          violations.add(path + ".publicKey", e.reason());
        }
      }
    }
    var authority = key.certificateAuthority();
    if (authority != null) {
      new AuthorityRules(violations).check(authority, path + ".certificateAuthority");
    }
    var reference = key.secretKeyRef();
    if (reference != null) {
      violations.require(
          reference.name(),
          path + ".secretKeyRef.name",
          Formats::isDnsSubdomain,
          Rules.DNS_SUBDOMAIN_MESSAGE);
      violations.require(
          reference.key(),
          path + ".secretKeyRef.key",
          Formats::isSecretKey,
          Rules.SECRET_KEY_MESSAGE);
    }
  }

  private void grants(KeySpec key, String path) {
    var granted = key.grants().stream().map(GrantSpec::volume).toList();
    violations.size(granted, path + ".grants", 1, 33);
    violations.each(
        granted,
        path + ".grants[%d].volume",
        name -> name.equals(GrantSpec.ALL) || volumes.contains(name),
        Rules.GRANT_EXISTS_MESSAGE);
    violations.unique(granted, path + ".grants[%d].volume");
    var root = key.root();
    if (root != null && !key.grants(root)) {
      violations.add(path + ".root", Rules.ROOT_IS_GRANTED_MESSAGE);
    } else {
      violations.check(root, path + ".root", volumes::contains, Rules.ROOT_EXISTS_MESSAGE);
    }
  }

  /**
   * The keys that the resource itself holds, where they parse, for the search of those that occur
   * twice.
   */
  static Optional<LocatedKey> located(List<KeySpec> keys, int index) {
    var publicKey = keys.get(index).publicKey();
    if (publicKey == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LocatedKey(
              "spec.keys[" + index + "].publicKey", SshPublicKey.parse(publicKey).fingerprint()));
    } catch (KeyFormatException e) {
      return Optional.empty();
    }
  }
}
