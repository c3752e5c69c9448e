package io.backupaccess.gateway.confine;

import io.backupaccess.gateway.volume.Access;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the kernel keeps a receiver from doing with what its volume holds already. The launcher then
 * makes a folder for this receiver alone, in which it may do everything with what it receives; what
 * is complete is renamed to its place.
 */
public enum Withheld {
  /**
   * Reading files. Where the kernel cannot keep it (Landlock before its second version, Linux
   * 5.19), nothing starts: the exit status is {@link Launcher#EXIT_REFUSED}.
   */
  READING("--unreadable"),
  /**
   * Replacing, changing and removing files. Where the kernel cannot keep it, rsync's own options
   * are left to.
   */
  REPLACING("--irreplaceable");

  private final String option;

  Withheld(String option) {
    this.option = option;
  }

  /** What a push may not do with what is in its volume, by the kernel. */
  static Set<Withheld> by(Access access) {
    Set<Withheld> withheld = EnumSet.noneOf(Withheld.class);
    if (!access.mode().permitsReading()) {
      withheld.add(READING);
    }
    // Who may delete may replace, and the other way round: the kernel knows one right for both.
    if (access.changes().isEmpty()) {
      withheld.add(REPLACING);
    }
    return withheld;
  }

  String option() {
    return option;
  }
}
