package io.backupaccess.api.validation;

import io.backupaccess.api.sshkey.AuthorityFormats;
import io.backupaccess.api.sshkey.KeyFormatException;
import io.backupaccess.api.sshkey.SshPublicKey;
import io.backupaccess.api.v1alpha1.CertificateAuthority;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rules of {@code spec.keys[].certificateAuthority}. */
final class AuthorityRules {

  private final Violations violations;

  AuthorityRules(Violations violations) {
    this.violations = violations;
  }

  void check(CertificateAuthority authority, String path) {
    publicKey(authority.publicKey(), path + ".publicKey");
    var principals = authority.principals();
    if (principals == null) {
      violations.add(path + ".principals", "is required");
    } else {
      violations.size(principals, path + ".principals", 1, AuthorityFormats.MOST_PRINCIPALS);
      each(
          principals, path + ".principals", AuthorityFormats::isPrincipal, Rules.PRINCIPAL_MESSAGE);
    }
    var revoked = authority.revoked();
    if (revoked != null) {
      revoked(
          revoked.serials(),
          path + ".revoked.serials",
          AuthorityFormats::isSerial,
          Rules.SERIAL_MESSAGE);
      revoked(
          revoked.keyIDs(),
          path + ".revoked.keyIDs",
          AuthorityFormats::isKeyId,
          Rules.KEY_ID_MESSAGE);
      revoked(
          revoked.fingerprints(),
          path + ".revoked.fingerprints",
          AuthorityFormats::isFingerprint,
          Rules.FINGERPRINT_MESSAGE);
    }
  }

  private void publicKey(@Nullable String text, String path) {
    if (text == null || text.isEmpty()) {
      violations.add(path, "is required");
    } else if (text.length() > KeyRules.LONGEST_KEY) {
      violations.add(path, "must have at most " + KeyRules.LONGEST_KEY + " characters");
    } else {
      try {
        SshPublicKey.parseAuthority(text);
      } catch (KeyFormatException e) {
        violations.add(path, e.reason());
      }
    }
  }

  private void revoked(
      @Nullable List<String> texts, String path, Predicate<String> rule, String message) {
    violations.size(texts, path, 0, AuthorityFormats.MOST_REVOKED);
    if (texts != null) {
      each(texts, path, rule, message);
      violations.unique(texts, path + "[%d]");
    }
  }

  private void each(List<String> texts, String path, Predicate<String> rule, String message) {
    for (int i = 0; i < texts.size(); i++) {
      violations.require(texts.get(i), path + "[" + i + "]", rule, message);
    }
  }

  private record Name(String authority, String principal) {}

  private record Place(int key, String field, Name name) {}

  /**
   * Principals that several entries of one authority have, each reported in every place: it would
   * be chance which of the entries ruled.
   */
  static List<Violation> sharedPrincipals(List<KeySpec> keys) {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      places.addAll(places(i, keys.get(i).certificateAuthority()));
    }
    var entries = new HashMap<Name, List<Integer>>();
    for (var place : places) {
      var ofName = entries.computeIfAbsent(place.name(), absent -> new ArrayList<>());
      if (!ofName.contains(place.key())) {
        ofName.add(place.key());
      }
    }
    return places.stream()
        .filter(place -> entries.getOrDefault(place.name(), List.of()).size() > 1)
        .map(place -> new Violation(place.field(), Rules.SHARED_PRINCIPAL_MESSAGE))
        .toList();
  }

  private static List<Place> places(int key, @Nullable CertificateAuthority authority) {
    if (authority == null || authority.principals() == null) {
      return List.of();
    }
    var fingerprint = fingerprint(authority);
    if (fingerprint.isEmpty()) {
      return List.of();
    }
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < authority.principals().size(); i++) {
      var principal = Objects.requireNonNullElse(authority.principals().get(i), "");
      places.add(
          new Place(
              key,
              "spec.keys[%d].certificateAuthority.principals[%d]".formatted(key, i),
              new Name(fingerprint.get(), principal)));
    }
    return places;
  }

  private static Optional<String> fingerprint(CertificateAuthority authority) {
    if (authority.publicKey() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(SshPublicKey.parseAuthority(authority.publicKey()).fingerprint());
    } catch (KeyFormatException e) {
      return Optional.empty();
    }
  }
}
