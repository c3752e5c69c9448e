package io.backupaccess.gateway.confine;

import java.lang.management.ManagementFactory;

/**
 * What one pull may take of the pod's memory.
 *
 * <p>The kernel may end a whole container that runs out of memory, so a pull has to meet a limit of
 * its own before.
 */
public final class MemoryShare {
  /** Room for rsync's list of some ten million files. */
  private static final long MOST = 4L << 30;

  private static final long LEAST = 64L << 20;

  /** For the gateway's own heap, code and stacks, and for the folders that are in memory. */
  private static final long RESERVE = 256L << 20;

  /** rsync opens each folder on the way to a file; the longest path has 2048 of them. */
  private static final int OPEN_FILES = 2560;

  private MemoryShare() {}

  /** The limits of a pull in this container, or on this machine where there is none. */
  public static Limits here() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? of(system.getTotalMemorySize())
        : of(0);
  }

  /**
   * The limits of a pull: half of what the gateway leaves, so that the others have the rest.
   *
   * @param memory bytes that the pod may use
   */
  public static Limits of(long memory) {
    return new Limits(Math.clamp((memory - RESERVE) / 2, LEAST, MOST), OPEN_FILES);
  }
}
