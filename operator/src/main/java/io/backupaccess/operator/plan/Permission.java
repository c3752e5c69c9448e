package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.api.v1alpha1.VolumeSpec.Mode;

/**
 * What keys that are granted a volume may do with it.
 *
 * @param mode which way data may go
 * @param delete whether a push may delete what is there
 * @param overwrite whether a push may change what is there
 * @param withheld what the mode lacks of what the resource asks for, for now
 */
public record Permission(Mode mode, boolean delete, boolean overwrite, Withheld withheld) {

  static final Permission READ = new Permission(Mode.READ_ONLY, false, false, Withheld.NOTHING);

  /** What keys may not do for now. */
  public enum Withheld {
    NOTHING,
    /** What reads is refused by name, and never finds the volume absent or empty. */
    READING
  }

  /** What the resource asks for. */
  static Permission asked(VolumeSpec volume) {
    return volume.mode() == Mode.READ_ONLY
        ? READ
        : new Permission(
            volume.mode(), volume.allowDelete(), volume.allowOverwrite(), Withheld.NOTHING);
  }

  /** What is left of it while nothing may be read. */
  Permission withoutReading() {
    return new Permission(Mode.WRITE_ONLY, delete, overwrite, Withheld.READING);
  }

  /** Whether the claim has to be mounted so that it can be written to. */
  public boolean writes() {
    return mode != Mode.READ_ONLY;
  }

  /** Whether clients can pull. */
  public boolean reads() {
    return mode != Mode.WRITE_ONLY;
  }
}
