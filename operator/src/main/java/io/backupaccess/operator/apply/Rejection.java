package io.backupaccess.operator.apply;

/**
 * A write that failed.
 *
 * @param reason CamelCase, of the condition
 * @param message what the API server said, or what is in the way
 */
public record Rejection(String reason, String message) {

  /** Of a write to a pod that is refused until somebody changes something. */
  public static final String POD_REJECTED = "PodWriteRejected";

  /** Of a write to a pod that may succeed the next time. */
  public static final String POD_FAILED = "PodWriteFailed";

  /**
   * Whether it was to tell a pod something or to end it; what is planned is applied all the same.
   */
  public boolean ofPod() {
    return reason.equals(POD_REJECTED) || reason.equals(POD_FAILED);
  }
}
