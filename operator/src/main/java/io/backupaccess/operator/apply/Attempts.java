package io.backupaccess.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writes of one turn: one that fails does not hold up the others, and is told of after. */
public final class Attempts {

  /** The reason of a failure that may pass by itself. */
  public static final String FAILED = "ApplyFailed";

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  // Answers that stay the same until somebody changes something.
  private static final Set<Integer> FINAL = Set.of(400, 403, 404, 413, 422);

  private static final int NOT_FOUND = 404;

  private final List<Rejection> rejections = new ArrayList<>();

  /**
   * Tries a write.
   *
   * @return what the write answered; empty: it failed
   */
  <T> Optional<T> attempt(HasMetadata object, Supplier<T> write) {
    try {
      return Optional.of(write.get());
    } catch (KubernetesClientException e) {
      failed(object.getMetadata().getNamespace(), describe(object), e, "ApplyRejected", FAILED);
      return Optional.empty();
    }
  }

  /**
   * Tries a write to a pod that was there. One that is gone meanwhile needs none.
   *
   * @return whether it did not fail
   */
  boolean attemptOnPod(String namespace, String pod, Runnable write) {
    try {
      write.run();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) {
        return true;
      }
      failed(namespace, "Pod " + pod, e, Rejection.POD_REJECTED, Rejection.POD_FAILED);
      return false;
    }
  }

  private void failed(
      String namespace, String object, KubernetesClientException e, String stays, String passes) {
    boolean same = FINAL.contains(e.getCode());
    if (!same) {
      LOG.atWarn()
          .addKeyValue("namespace", namespace)
          .addKeyValue("object", object)
          .setCause(e)
          .log("a write failed and is tried again soon");
    }
    reject(same ? stays : passes, object + ": " + said(e));
  }

  void reject(String reason, String message) {
    rejections.add(new Rejection(reason, message));
  }

  /** Whether the failure before this may pass by itself. */
  boolean lastMayPass() {
    return rejections.getLast().reason().equals(FAILED);
  }

  /** What failed, in the order of the writes. */
  public List<Rejection> rejections() {
    return List.copyOf(rejections);
  }

  /** Whether to try again soon, although nothing changes. */
  public boolean anyMayPass() {
    return rejections.stream()
        .anyMatch(rejection -> rejection.ofPod() || rejection.reason().equals(FAILED));
  }

  static String describe(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }

  private static String said(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : "HTTP " + e.getCode();
  }
}
