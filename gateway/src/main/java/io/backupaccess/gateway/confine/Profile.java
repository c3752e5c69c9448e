package io.backupaccess.gateway.confine;

import java.util.Locale;

/** What a child is, and so what the launcher leaves it of its rights. */
public enum Profile {
  /** rsync that reads its volumes: one process, which opens nothing for writing. */
  SENDER,
  /**
   * rsync that writes to its volume: it makes, changes and removes files, folders and symbolic
   * links in them, in two or three processes. It makes no devices and no FIFOs, and as uid 0 no
   * set-user-ID files; it has no capabilities, not even those that only read.
   */
  RECEIVER,
  /** The launcher itself, which reads volumes for an SFTP session and starts no program. */
  FILES;

  String option() {
    return "--profile=" + name().toLowerCase(Locale.ROOT);
  }
}
