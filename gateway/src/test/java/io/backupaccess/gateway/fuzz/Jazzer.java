package io.backupaccess.gateway.fuzz;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What Jazzer calls, by these names; it need not be on the class path of the tests. */
public final class Jazzer {
  private static @Nullable FuzzTarget target;

  private Jazzer() {}

  /** Chooses the target by its name, Jazzer's {@code --target_args}. */
  public static void fuzzerInitialize(String[] arguments) {
    target = Objects.requireNonNull(FuzzTargets.BY_NAME.get(arguments[0]), "no such target");
  }

  /** Tests one input. */
  public static void fuzzerTestOneInput(byte[] input) {
    Objects.requireNonNull(target).test(input);
  }
}
