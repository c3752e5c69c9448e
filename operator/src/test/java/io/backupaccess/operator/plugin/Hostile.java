package io.backupaccess.operator.plugin;

/** Text that a tenant of the cluster may write where people read it. */
final class Hostile {

  /**
   * As a part of a string of JSON: colours, a title, C1 controls, another direction, a forged line.
   */
  static final String JSON =
      "a\\u001b[31mb\\u0007\\u001b]0;t\\u009b2J\\u202e\\u007f\\r\\nshop is ready.\\t\\\"q\\\" \\\\ $(touch pwned) `touch pwned`"
          + " '; touch pwned; ' %!q(<nil>) \\u2026\\u00e9";

  private Hostile() {}
}
