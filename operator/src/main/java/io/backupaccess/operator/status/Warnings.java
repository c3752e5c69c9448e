package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.BackupAccessStatus.ConditionType;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.VolumeSpec.Mode;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.operator.apply.Attempts;
import io.backupaccess.operator.apply.Rejection;
import io.backupaccess.operator.plan.Yield;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What of a change of status is worth an Event. */
public final class Warnings {

  // They pass by themselves, or are as the owner wants it.
  private static final Set<String> QUIET =
      Set.of(
          "Suspended",
          Attempts.FAILED,
          Rejection.POD_FAILED,
          "GatewayStarting",
          "WaitingForTransfers",
          "ConfigurationPending",
          "ContainerCreating",
          "PodInitializing",
          "HostKeyPending",
          "GatewaySecretPending",
          "StatusUnknown",
          // So is every key at first.
          "NoPullYet",
          // Nobody was refused.
          "NoKeyNeedsIt");

  private static final int NAMED = 10;

  private Warnings() {}

  /** Something to tell. */
  public sealed interface Notice {

    /** CamelCase. */
    String reason();

    /** For the resource's owner. */
    String note();
  }

  /** Something went wrong, or went wrong in another way. */
  public record Wrong(String reason, String note) implements Notice {}

  /** It is as it should be, or is so again. */
  public record Fine(String reason, String note) implements Notice {}

  /** What to tell; {@code Ready} is left out, because it repeats the others. */
  public static List<Notice> between(
      @Nullable BackupAccessStatus before, BackupAccessStatus after) {
    List<Notice> notices = new ArrayList<>();
    for (Condition now : after.conditions()) {
      if (now.getType().equals(ConditionType.READY)) {
        continue;
      }
      Optional<Condition> then = find(before, now.getType());
      boolean wasLoud = then.filter(Warnings::loud).isPresent();
      if (loud(now) && then.filter(old -> same(old, now)).isEmpty()) {
        notices.add(new Wrong(now.getReason(), now.getMessage()));
      } else if ((wasLoud || then.filter(Warnings::waited).isPresent())
          && now.getStatus().equals("True")) {
        notices.add(new Fine(now.getReason(), now.getMessage()));
      }
    }
    return notices;
  }

  /**
   * Volumes that were added since the status was written, and are granted by that to keys for all
   * volumes; {@code before} is null for a resource that nothing was made of yet.
   */
  public static List<Notice> granted(BackupAccessSpec spec, @Nullable BackupAccessStatus before) {
    List<String> keys = spec.keys().stream().filter(KeySpec::grantsAll).map(KeySpec::name).toList();
    if (before == null || before.volumes().isEmpty() || keys.isEmpty()) {
      return List.of();
    }
    Set<String> known =
        before.volumes().stream().map(VolumeStatus::name).collect(Collectors.toSet());
    return spec.volumes().stream()
        .filter(volume -> volume.mode() != Mode.WRITE_ONLY && !known.contains(volume.name()))
        .map(
            volume ->
                (Notice)
                    new Fine(
                        "VolumeGranted",
                        "volume %s was added, and is granted for reading by \"*\" to %s"
                            .formatted(volume.name(), named(keys))))
        .toList();
  }

  private static String named(List<String> keys) {
    String first = String.join(", ", keys.subList(0, Math.min(NAMED, keys.size())));
    return (keys.size() == 1 ? "key " : "keys ")
        + first
        + (keys.size() > NAMED ? " and %d more".formatted(keys.size() - NAMED) : "");
  }

  /** A pod of the gateway goes before its transfers have ended. */
  public static Notice yielded(Yield yield) {
    return new Fine(
        switch (yield.ending()) {
          case YIELDED -> "Yielded";
          case SUSPENDED -> "Suspended";
        },
        "%s: pod %s ends its transfers and goes".formatted(yield.why(), yield.pod().name()));
  }

  /** Whether the resource is not ready, for whatever reason. */
  public static boolean any(BackupAccessStatus status) {
    return find(status, ConditionType.READY).filter(c -> c.getStatus().equals("False")).isPresent();
  }

  /** A problem that is mended passes through this, because a pod has to say that it is. */
  private static boolean waited(Condition condition) {
    return condition.getReason().equals(ServedVolumes.NOT_CONFIRMED.reason())
        || condition.getReason().equals(ReaderWait.REASON);
  }

  private static boolean loud(Condition condition) {
    return condition.getStatus().equals("False") && !QUIET.contains(condition.getReason());
  }

  private static boolean same(Condition one, Condition other) {
    return one.getStatus().equals(other.getStatus())
        && one.getReason().equals(other.getReason())
        && one.getMessage().equals(other.getMessage());
  }

  private static Optional<Condition> find(@Nullable BackupAccessStatus status, String type) {
    return status == null
        ? Optional.empty()
        : status.conditions().stream().filter(c -> c.getType().equals(type)).findFirst();
  }
}
