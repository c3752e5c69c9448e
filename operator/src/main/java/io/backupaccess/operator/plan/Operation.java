package io.backupaccess.operator.plan;

/** Whether the gateway is to run. */
public sealed interface Operation {

  /** One pod. */
  record Runs() implements Operation {}

  /**
   * No pod, by the owner's wish or because the resource may not have one.
   *
   * @param reason CamelCase, of the condition
   */
  record Stopped(String reason, String message) implements Operation {}

  /**
   * The Deployment is neither made nor changed: what its pod needs is not there, and a pod that
   * runs still has it.
   *
   * @param reason CamelCase, of the condition
   */
  record LeftAsIs(String reason, String message) implements Operation {}
}
