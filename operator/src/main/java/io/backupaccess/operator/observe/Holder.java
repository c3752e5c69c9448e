package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod, not of the resource's own gateway, that uses a claim, or waits for it.
 *
 * @param node null: it has no node yet
 * @param seLinuxLevel that it uses the claim with; null: it says none
 */
public record Holder(
    String claimName,
    String pod,
    @Nullable String node,
    Rank rank,
    List<Toleration> tolerations,
    @Nullable String seLinuxLevel) {
  public Holder {
    tolerations = List.copyOf(tolerations);
  }

  /** Of several holders, the one of the first of these ranks counts. */
  public enum Rank {
    RUNNING,
    /** It has a node, and does not run there yet. */
    BOUND,
    /** It holds the claim until it is gone, which on a lost node may be never. */
    TERMINATING,
    UNSCHEDULED,
    /** It is of another resource's gateway, runs, and is to stay. */
    GATEWAY
  }

  /** Whether it is on this node. */
  public boolean on(@Nullable String other) {
    return node != null && node.equals(other);
  }
}
