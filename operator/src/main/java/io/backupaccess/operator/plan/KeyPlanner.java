package io.backupaccess.operator.plan;

import io.backupaccess.api.sshkey.AuthorizedKeys;
import io.backupaccess.api.sshkey.AuthorizedKeysLine;
import io.backupaccess.api.sshkey.KeyFormatException;
import io.backupaccess.api.sshkey.SshPublicKey;
import io.backupaccess.api.v1alpha1.CertificateAuthority;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.SecretKeyReference;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.api.v1alpha1.VolumeSpec.Mode;
import io.backupaccess.api.validation.Formats;
import io.backupaccess.gatewayconfig.AuthorityConfig;
import io.backupaccess.gatewayconfig.GrantConfig;
import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.operator.observe.KeySecret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which key lines are in force. What is wrong disables its line or entry, nothing else. */
final class KeyPlanner {

  private static final int MAX_TEXT = 64 * 1024;

  private final Map<String, KeySecret> secrets;
  private final List<VolumeSpec> volumes;
  private final Set<Integer> unread;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * @param volumes all of the resource's that can be granted
   * @param unread the places of the entries that have something which is not known
   */
  KeyPlanner(Map<String, KeySecret> secrets, List<VolumeSpec> volumes, Set<Integer> unread) {
    this.unread = Set.copyOf(unread);
    this.secrets = secrets;
    this.volumes = List.copyOf(volumes);
  }

  /** What is in force, and what is not. */
  record Result(List<PlannedKey> keys, List<Problem> problems) {}

  private record Line(int key, String field, String text, String fingerprint) {}

  /**
   * @param invalid what the validator found, by the entry's place in the list; such an entry is
   *     disabled whole, because leaving out its bad part could grant more than was written
   */
  Result plan(List<KeySpec> specs, Map<Integer, Problem> invalid) {
    // Those of disabled entries too: a key that is there as well is there twice.
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      lines.addAll(lines(i, specs.get(i)));
    }
    Authorities authorities = new Authorities(specs, unread);
    List<Line> unique = withoutDuplicates(lines, invalid.keySet());
    List<PlannedKey> keys = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      int key = i;
      List<Line> own = unique.stream().filter(line -> line.key() == key).toList();
      if (!own.isEmpty() && !invalid.containsKey(i)) {
        keys.add(planned(specs.get(i), own));
      }
      CertificateAuthority authority = specs.get(i).certificateAuthority();
      if (authority != null && !invalid.containsKey(i)) {
        planned(i, specs.get(i), authority, authorities).ifPresent(keys::add);
      }
    }
    return new Result(keys, problems);
  }

  private PlannedKey planned(KeySpec spec, List<Line> lines) {
    return new PlannedKey(
        config(spec, lines.stream().map(Line::text).toList(), null),
        lines.stream().map(Line::fingerprint).toList());
  }

  private Optional<PlannedKey> planned(
      int index, KeySpec spec, CertificateAuthority authority, Authorities authorities) {
    Optional<SshPublicKey> key = Authorities.key(authority);
    if (key.isPresent() && !authorities.isReadable(key.get())) {
      problem(
          "InvalidSpec",
          "spec.keys[" + index + "].certificateAuthority",
          "what another entry of this authority revokes is invalid, so no certificate of it is accepted");
      return Optional.empty();
    }
    return key.map(
        own ->
            new PlannedKey(
                config(spec, null, authorities.config(own, authority.principals())),
                List.of(own.fingerprint())));
  }

  private KeyConfig config(
      KeySpec spec, @Nullable List<String> lines, @Nullable AuthorityConfig authority) {
    return new KeyConfig(
        spec.name(),
        lines,
        authority,
        grants(spec),
        spec.root(),
        spec.sourceRanges(),
        spec.expirationTime() == null ? null : Formats.time(spec.expirationTime()).orElseThrow(),
        limits(spec.limits()));
  }

  /** All volumes means what can be read of them. */
  private List<GrantConfig> grants(KeySpec spec) {
    return spec.grantsAll()
        ? volumes.stream()
            .filter(volume -> spec.grantsByName(volume.name()) || volume.mode() != Mode.WRITE_ONLY)
            .map(
                volume ->
                    new GrantConfig(
                        volume.name(),
                        spec.grantsByName(volume.name()) || volume.mode() == Mode.READ_ONLY
                            ? null
                            : VolumeConfig.Mode.READ_ONLY))
            .toList()
        : spec.grants().stream().map(grant -> GrantConfig.full(grant.volume())).toList();
  }

  private static KeyConfig.@Nullable Limits limits(KeySpec.@Nullable Limits spec) {
    if (spec == null || (spec.bytesPerSecond() == null && spec.sessions() == null)) {
      return null;
    }
    return new KeyConfig.Limits(
        spec.bytesPerSecond() == null
            ? null
            : Formats.bytesPerSecond(spec.bytesPerSecond()).orElseThrow(),
        spec.sessions());
  }

  private List<Line> lines(int key, KeySpec spec) {
    if (spec.publicKey() != null) {
      return inline(key, spec.publicKey());
    }
    SecretKeyReference reference = spec.secretKeyRef();
    if (reference == null) {
      return List.of();
    }
    String field = "spec.keys[" + key + "].secretKeyRef";
    return switch (secrets.getOrDefault(reference.name(), new KeySecret.Absent())) {
      case KeySecret.Absent absent -> {
        problem("KeySecretNotFound", field, "Secret %s does not exist".formatted(reference.name()));
        yield List.of();
      }
      case KeySecret.NotConsented not -> {
        problem(
            "KeySecretNotConsented",
            field,
            "Secret %1$s lacks the label by which its owner consents to this use; add it with `kubectl label secret %1$s %2$s=true`"
                .formatted(reference.name(), KeySecret.CONSENT_LABEL));
        yield List.of();
      }
      case KeySecret.Consented consented -> fromSecret(key, field, reference, consented.data());
    };
  }

  private List<Line> inline(int key, String text) {
    String field = "spec.keys[" + key + "].publicKey";
    try {
      SshPublicKey parsed = SshPublicKey.parse(text);
      return List.of(new Line(key, field, parsed.line(), parsed.fingerprint()));
    } catch (KeyFormatException e) {
      // The validator has said so.
      return List.of();
    }
  }

  private List<Line> fromSecret(
      int key, String field, SecretKeyReference reference, Map<String, String> data) {
    String encoded = data.get(reference.key());
    if (encoded == null) {
      problem(
          "KeySecretKeyNotFound",
          field,
          "Secret %s has no key %s".formatted(reference.name(), reference.key()));
      return List.of();
    }
    String place = "key %s of Secret %s".formatted(reference.key(), reference.name());
    byte[] bytes = Base64.getDecoder().decode(encoded);
    if (bytes.length > MAX_TEXT) {
      problem("InvalidKey", field, "%s is longer than %d bytes".formatted(place, MAX_TEXT));
      return List.of();
    }
    List<AuthorizedKeysLine> parsed =
        AuthorizedKeys.parse(new String(bytes, StandardCharsets.UTF_8));
    if (parsed.isEmpty()) {
      problem("InvalidKey", field, place + " holds no public key");
    }
    List<Line> lines = new ArrayList<>();
    for (AuthorizedKeysLine line : parsed) {
      switch (line) {
        case AuthorizedKeysLine.Accepted accepted ->
            lines.add(new Line(key, field, KeyLineText.of(accepted), accepted.key().fingerprint()));
        case AuthorizedKeysLine.Refused(int number, String reason) ->
            problem("InvalidKey", field, "line %d of %s: %s".formatted(number, place, reason));
      }
    }
    return lines;
  }

  /** One key with two grants would have the wider, or the narrower, depending on the reader. */
  private List<Line> withoutDuplicates(List<Line> lines, Set<Integer> invalid) {
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    lines.forEach(
        line -> {
          if (!seen.add(line.fingerprint())) {
            twice.add(line.fingerprint());
          }
        });
    lines.stream()
        .filter(line -> twice.contains(line.fingerprint()) && !invalid.contains(line.key()))
        .forEach(
            line ->
                problem(
                    "DuplicateKey",
                    line.field(),
                    "key %s occurs more than once and is refused wherever it does"
                        .formatted(line.fingerprint())));
    return lines.stream().filter(line -> !twice.contains(line.fingerprint())).toList();
  }

  private void problem(String reason, String field, String message) {
    problems.add(new Problem(reason, field, message));
  }
}
