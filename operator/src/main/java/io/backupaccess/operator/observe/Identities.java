package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.hostkeys.HostKeySecret;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.hostkeys.KnownHostsLine;
import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.naming.Names;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway is known by, held against what clients were told in {@code status.knownHosts}:
 * the key in use first, the next one after it.
 */
public final class Identities {

  private final BackupAccess resource;
  private final Names names;
  private final ClusterView cluster;
  private final List<String> published;

  Identities(BackupAccess resource, Names names, ClusterView cluster) {
    this.resource = resource;
    this.names = names;
    this.cluster = cluster;
    this.published = KnownHostsLine.publishedFingerprints(resource);
  }

  /** What a Secret with a host key is worth to a resource. */
  public static HostKeys read(Secret secret, BackupAccess resource) {
    if (Ownership.leaves(secret, resource.getMetadata().getUid())) {
      return new HostKeys.Leaving();
    }
    return withoutConsent(secret, resource)
        .<HostKeys>map(HostKeys.Unusable::new)
        .orElseGet(() -> HostKeySecret.read(secret));
  }

  /** Why this resource may not use it; empty: it was made for it, or its owner consents. */
  private static Optional<String> withoutConsent(Secret secret, BackupAccess resource) {
    String madeFor = value(secret.getMetadata().getAnnotations(), Labels.ACCESS);
    if (madeFor != null) {
      return Optional.of(madeFor)
          .filter(access -> !access.equals(resource.getMetadata().getName()))
          .map(
              access ->
                  "was made for BackupAccess %s; to let another have it, remove its annotation %s and add the label %s: \"true\""
                      .formatted(access, Labels.ACCESS, Labels.HOST_KEYS));
    }
    return "true".equals(value(secret.getMetadata().getLabels(), Labels.HOST_KEYS))
        ? Optional.empty()
        : Optional.of(
            "lacks the label by which its owner consents to this use; add it with `kubectl label secret %s %s=true`"
                .formatted(secret.getMetadata().getName(), Labels.HOST_KEYS));
  }

  private static @Nullable String value(@Nullable Map<String, String> from, String key) {
    return from == null ? null : from.get(key);
  }

  /** The key in use. */
  HostKeys current() {
    Optional<Secret> secret = isNew() ? own(names.hostKeySecret()) : secret(names.hostKeySecret());
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    String accepted = annotations == null ? null : annotations.get(Labels.ACCEPT_LOST_HOST_KEY);
    Optional<String> expected =
        published.stream().findFirst().filter(fingerprint -> !fingerprint.equals(accepted));
    if (secret.isPresent()) {
      return expected(read(secret.get()), expected);
    }
    return expected
        .<HostKeys>map(HostKeys.Lost::new)
        .orElseGet(() -> isToBeMade() ? new HostKeys.Absent() : new HostKeys.NotFound());
  }

  /** A next one that was published may be in use by now. */
  private HostKeys expected(HostKeys found, Optional<String> expected) {
    if (found instanceof HostKeys.Usable usable && expected.isPresent()) {
      Optional<String> fingerprint = fingerprint(usable);
      if (fingerprint.filter(published::contains).isEmpty()) {
        return new HostKeys.Changed(expected.get(), fingerprint.orElse("of no known form"));
      }
    }
    return found;
  }

  /** The key that is published before it is used; null: the resource names none. */
  @Nullable HostKeys next(HostKeys current) {
    String name = names.nextHostKeySecret();
    if (name == null) {
      return null;
    }
    if (name.equals(names.hostKeySecret())) {
      return new HostKeys.Unusable("is the one in use; name another");
    }
    Optional<Secret> secret = secret(name);
    if (secret.isPresent()) {
      return other(read(secret.get()), current);
    }
    return lostNext(current)
        .<HostKeys>map(HostKeys.Lost::new)
        .orElseGet(() -> isToBeMade() ? new HostKeys.Absent() : new HostKeys.NotFound());
  }

  private static HostKeys other(HostKeys found, HostKeys current) {
    return found instanceof HostKeys.Usable && found.equals(current)
        ? new HostKeys.Unusable("holds the key that is in use; make a new one")
        : found;
  }

  /** What was published as the next one, unless that has come into use. */
  private Optional<String> lostNext(HostKeys current) {
    Optional<String> used =
        current instanceof HostKeys.Usable usable ? fingerprint(usable) : Optional.empty();
    return published.stream()
        .skip(1)
        .filter(fingerprint -> !Objects.equals(fingerprint, used.orElse(null)))
        .findFirst();
  }

  private static Optional<String> fingerprint(HostKeys.Usable usable) {
    return KnownHostsLine.fingerprint(usable.publicKey());
  }

  /** Not where a newer version says something about host keys that this one does not know. */
  private boolean isToBeMade() {
    return resource.getSpec().hostKeys().created()
        && resource.unknownFields().stream().noneMatch(field -> field.startsWith("spec.hostKeys"));
  }

  /** Then there is most often no Secret, and who makes it will see if there is. */
  private boolean isNew() {
    return published.isEmpty() && resource.getSpec().hostKeys().secretNames().isEmpty();
  }

  private Optional<Secret> own(String name) {
    return cluster.ownSecret(resource.getMetadata().getNamespace(), name);
  }

  private Optional<Secret> secret(String name) {
    return cluster.hostKeySecret(resource.getMetadata().getNamespace(), name);
  }

  private HostKeys read(Secret secret) {
    return read(secret, resource);
  }
}
