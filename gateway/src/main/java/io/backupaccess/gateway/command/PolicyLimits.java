package io.backupaccess.gateway.command;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What commands are held to, for all keys of a gateway.
 *
 * @param confinement whether the kernel's confinement is proven
 * @param longestTimeout what {@code --timeout} is clamped to
 * @param bandwidth in KiB per second, what every pull is held to by {@code --bwlimit}; empty: no
 *     limit
 * @param largestAllocation in bytes, what {@code --max-alloc} is clamped to
 * @param links what becomes of symbolic links
 */
public record PolicyLimits(
    Confinement confinement,
    Duration longestTimeout,
    OptionalLong bandwidth,
    long largestAllocation,
    Links links) {

  /** The limits of a gateway without other settings. */
  public static PolicyLimits of(Confinement confinement) {
    return new PolicyLimits(
        confinement, Duration.ofDays(1), OptionalLong.empty(), 1L << 30, Links.KEPT);
  }

  /** The same limits with links that lead nowhere while they are here. */
  public PolicyLimits munged() {
    return new PolicyLimits(
        confinement, longestTimeout, bandwidth, largestAllocation, Links.MUNGED);
  }

  /** What becomes of symbolic links. */
  public enum Links {
    /** They are stored and sent as they are. */
    KEPT,
    /**
     * rsync's {@code --munge-links}: a link that is pushed is stored with a prefix, so that it
     * leads nowhere, and sent without it.
     */
    MUNGED
  }

  /** Whether the kernel keeps rsync inside the volumes it may read. */
  public enum Confinement {
    /**
     * The self-test passed: pushes are allowed, and {@code -L}, {@code -k} and {@code
     * --copy-unsafe-links}.
     */
    PROVEN,
    /** Nothing but rsync itself would stop a link that leads out of the volume. */
    UNPROVEN
  }
}
