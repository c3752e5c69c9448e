package io.backupaccess.gateway.confine;

/**
 * What the kernel keeps a receiver from doing with what its export holds already. The launcher then
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

  String option() {
    return option;
  }
}
