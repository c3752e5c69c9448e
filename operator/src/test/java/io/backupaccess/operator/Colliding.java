package io.backupaccess.operator;

import io.backupaccess.operator.naming.Names;
import java.util.List;

/** Pairs of names of resources that would have objects of the same names. */
final class Colliding {

  private static final String SAME = "x".repeat(56);

  private Colliding() {}

  /** A name that is shortened, and what becomes of it. */
  static List<String> byChoice() {
    String name = "y".repeat(63);
    return List.of(name, Names.gateway(name).replaceFirst("-gateway$", ""));
  }

  /** The same beginning and the same ten digits of a hash: found in a second. */
  static List<String> bySearch() {
    return List.of(SAME + "351887", SAME + "432572");
  }
}
