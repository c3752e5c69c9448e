package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.api.v1alpha1.VolumeSpec.Mode;
import io.backupaccess.api.validation.Formats;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which keys owe pulls of which volumes, whether an age is set for them or not. */
public final class OwedPulls {

  private OwedPulls() {}

  /** A key that has expired, and a volume that can only be written to, owe no pull. */
  public static List<String> of(BackupAccessSpec spec, KeySpec key, Instant now) {
    if (expired(key, now)) {
      return List.of();
    }
    return spec.volumes().stream()
        .filter(volume -> volume.mode() != Mode.WRITE_ONLY)
        .map(VolumeSpec::name)
        .filter(key::grants)
        .toList();
  }

  /** One whose time cannot be read has not. */
  private static boolean expired(KeySpec key, Instant now) {
    return Optional.ofNullable(key.expirationTime())
        .flatMap(Formats::time)
        .filter(end -> !end.isAfter(now))
        .isPresent();
  }
}
