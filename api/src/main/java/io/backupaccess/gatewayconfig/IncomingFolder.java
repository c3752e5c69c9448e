package io.backupaccess.gatewayconfig;

/**
 * The folder of a volume in which pushes write what is not complete, where they may not read or
 * replace what the volume holds. No key sees it, and no path may name it: what is in it goes with
 * the push, or before the next one.
 */
public final class IncomingFolder {
  /**
   * Its name, at the top of the volume or of a folder that was pushed to; {@code launcher.h} too.
   */
  public static final String NAME = ".backup-access-incoming";

  private IncomingFolder() {}
}
