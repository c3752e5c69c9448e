package io.backupaccess.api.validation;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.HostKeysSpec;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.Rules;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.api.v1alpha1.VolumeSpec.Mode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says what is wrong with a resource, field by field. */
public final class BackupAccessValidator {

  private BackupAccessValidator() {}

  /** Every rule that the resource breaks, in the order of its fields; empty: it is valid. */
  public static List<Violation> validate(BackupAccess resource) {
    var violations = new Violations();
    violations.require(
        resource.getMetadata().getName(),
        "metadata.name",
        Formats::isResourceName,
        Rules.NAME_MESSAGE);
    var spec = resource.getSpec();
    if (spec == null) {
      violations.add("spec", "is required");
    } else {
      check(spec, violations);
    }
    return violations.found();
  }

  /**
   * Keys that occur twice, each reported in every place: it would be chance which of the entries
   * ruled. Give all keys that a resource names, those of Secrets too.
   */
  public static List<Violation> duplicates(Collection<LocatedKey> keys) {
    var fieldsOf = new HashMap<String, List<String>>();
    for (var key : keys) {
      fieldsOf.computeIfAbsent(key.fingerprint(), absent -> new ArrayList<>()).add(key.field());
    }
    return keys.stream()
        .filter(key -> fieldsOf.getOrDefault(key.fingerprint(), List.of()).size() > 1)
        .map(
            key ->
                new Violation(
                    key.field(),
                    "the key %s occurs more than once (%s), and is refused in all of these places"
                        .formatted(
                            key.fingerprint(),
                            String.join(", ", fieldsOf.getOrDefault(key.fingerprint(), List.of()))),
                    Violation.Kind.DUPLICATE_KEY))
        .distinct()
        .toList();
  }

  private static void check(BackupAccessSpec spec, Violations violations) {
    violations.size(spec.keys(), "spec.keys", 1, 64);
    var volumeNames = spec.volumes().stream().map(VolumeSpec::name).collect(Collectors.toSet());
    var keyRules = new KeyRules(violations, volumeNames);
    for (int i = 0; i < spec.keys().size(); i++) {
      keyRules.check(spec.keys().get(i), "spec.keys[" + i + "]");
    }
    violations.unique(spec.keys().stream().map(KeySpec::name).toList(), "spec.keys[%d].name");
    grantsInAll(spec, violations);
    duplicates(
            IntStream.range(0, spec.keys().size())
                .mapToObj(index -> KeyRules.located(spec.keys(), index))
                .flatMap(Optional::stream)
                .toList())
        .forEach(violations::add);

    AuthorityRules.sharedPrincipals(spec.keys())
        .forEach(violation -> violations.add(violation.field(), violation.message()));

    violations.size(spec.volumes(), "spec.volumes", 1, 32);
    for (int i = 0; i < spec.volumes().size(); i++) {
      check(spec.volumes().get(i), "spec.volumes[" + i + "]", violations);
    }
    violations.unique(
        spec.volumes().stream().map(VolumeSpec::name).toList(), "spec.volumes[%d].name");

    new ServiceRules(violations).check(spec.service());
    new ServiceRules(violations).check(spec.endpoint());
    new ServerRules(violations).check(spec.server());
    new FilesRules(violations).check(spec.files());
    new PodRules(violations).check(spec.pods());
    check(spec.hostKeys(), violations);
    if (spec.freshness() != null) {
      violations.require(
          spec.freshness().maxAge(),
          "spec.freshness.maxAge",
          text -> Formats.maxAge(text).isPresent(),
          Rules.MAX_AGE_MESSAGE);
    }
  }

  /** The status has an entry for each. */
  private static void grantsInAll(BackupAccessSpec spec, Violations violations) {
    int grants =
        spec.keys().stream()
            .mapToInt(key -> key.grantsAll() ? spec.volumes().size() : key.grants().size())
            .sum();
    if (grants > Rules.MOST_GRANTS) {
      violations.add(
          "spec.keys",
          Rules.GRANTS_IN_ALL_MESSAGE
              + ": %d keys of %d volumes have %d"
                  .formatted(spec.keys().size(), spec.volumes().size(), grants));
    }
  }

  private static void check(HostKeysSpec hostKeys, Violations violations) {
    violations.size(hostKeys.secretNames(), "spec.hostKeys.secretNames", 0, 2);
    violations.each(
        hostKeys.secretNames(),
        "spec.hostKeys.secretNames[%d]",
        Formats::isDnsSubdomain,
        Rules.DNS_SUBDOMAIN_MESSAGE);
    if (Set.copyOf(hostKeys.secretNames()).size() < hostKeys.secretNames().size()) {
      violations.add("spec.hostKeys.secretNames", Rules.HOST_KEY_SECRETS_DIFFER_MESSAGE);
    }
  }

  private static void check(VolumeSpec volume, String path, Violations violations) {
    violations.require(
        volume.name(), path + ".name", Formats::isVolumeName, Rules.VOLUME_NAME_MESSAGE);
    violations.require(
        volume.claimName(),
        path + ".claimName",
        Formats::isDnsSubdomain,
        Rules.DNS_SUBDOMAIN_MESSAGE);
    violations.check(volume.path(), path + ".path", Formats::isPath, Rules.PATH_MESSAGE);
    if (volume.mode() == Mode.READ_ONLY && volume.allowDelete()) {
      violations.add(path + ".allowDelete", Rules.NEEDS_WRITING_MESSAGE);
    }
    if (volume.mode() == Mode.READ_ONLY && volume.allowOverwrite()) {
      violations.add(path + ".allowOverwrite", Rules.NEEDS_WRITING_MESSAGE);
    }
  }
}
