package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.BackupAccessStatus.ConditionType;
import io.backupaccess.operator.status.Verdict.Wrong;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * The two conditions by which tools tell waiting from giving up (the convention of kstatus): while
 * the resource is not ready, one of them is there, and True.
 */
final class Progress {

  // Somebody has to change the resource, or what it names: time alone will not do.
  private static final Set<String> STALLED =
      Set.of(
          "ApplyRejected",
          "ClaimReplaced",
          "ConfigurationTooLarge",
          "DuplicateKey",
          "EntriesRefused",
          "GatewaySecretRefused",
          "HostKeyChanged",
          "HostKeyMissing",
          "HostKeySecretRefused",
          "InvalidKey",
          "InvalidSpec",
          "NameTaken",
          "NotAllowed",
          "SelfTestFailed",
          "UnknownField");

  private static final String SUSPENDED = "Suspended";

  private Progress() {}

  /** Adds what fits; a resource that is ready or suspended is as its owner wants it. */
  static void add(Conditions conditions, Verdict ready, Collection<Verdict> parts) {
    if (!(ready instanceof Wrong) || ready.reason().equals(SUSPENDED)) {
      return;
    }
    Optional<Verdict> stalled =
        parts.stream()
            .filter(Wrong.class::isInstance)
            .filter(part -> STALLED.contains(part.reason()))
            .findFirst();
    if (stalled.isPresent()) {
      conditions.addTrue(ConditionType.STALLED, stalled.get());
    } else {
      conditions.addTrue(ConditionType.RECONCILING, ready);
    }
  }
}
