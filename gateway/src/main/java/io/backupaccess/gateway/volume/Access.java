package io.backupaccess.gateway.volume;

import java.util.Set;

/**
 * What a key may do with a volume.
 *
 * @param mode which way data may go
 * @param changes what a push may do to what is there already
 */
public record Access(Mode mode, Set<Change> changes) {
  /** Pulls alone. */
  public static final Access READ_ONLY = new Access(Mode.READ_ONLY, Set.of());

  public Access {
    changes = Set.copyOf(changes);
  }

  /** Which way data may go. */
  public enum Mode {
    READ_ONLY,
    WRITE_ONLY,
    READ_WRITE,
    /** Pushes, and what would read is refused as of a volume that cannot be served now. */
    RESTORE_ONLY;

    /** Whether pulls are allowed. */
    public boolean permitsReading() {
      return this == READ_ONLY || this == READ_WRITE;
    }

    /** Whether it is part of what pulls see, be it that they are refused. */
    public boolean isListed() {
      return this != WRITE_ONLY;
    }

    /** Whether pushes are allowed. */
    public boolean permitsWriting() {
      return this != READ_ONLY;
    }
  }

  /** What happens to what is there already. */
  public enum Change {
    DELETE,
    OVERWRITE
  }
}
