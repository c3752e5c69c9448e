package io.backupaccess.operator.plan;

import java.util.Map;

/** Planners for tests to which the operator's settings do not matter. */
public final class Planners {
  private Planners() {}

  /** That of an operator with its default settings. */
  public static Planner byDefault() {
    return new Planner(
        "example/gateway:1", null, PriorityClasses.NONE, "backup-access", Allowance.of(Map.of()));
  }
}
