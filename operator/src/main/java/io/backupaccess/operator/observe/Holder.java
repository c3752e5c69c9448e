package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod, not a gateway's, that uses a claim, or waits for it.
 *
 * @param node null: it has no node yet
 * @param running whether it runs; one that is only bound to its node counts after those that run
 */
public record Holder(
    String claimName,
    String pod,
    @Nullable String node,
    boolean running,
    List<Toleration> tolerations) {
  public Holder {
    tolerations = List.copyOf(tolerations);
  }

  /** Whether it is on this node. */
  public boolean on(@Nullable String other) {
    return node != null && node.equals(other);
  }
}
