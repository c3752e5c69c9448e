package io.backupaccess.operator.plan;

import org.jspecify.annotations.Nullable;

/**
 * The PriorityClasses of gateways whose resource names none.
 *
 * @param free of those that can run on any node; null: the cluster's default
 * @param pinned of those that can run on one node alone; null: the cluster's default. A cluster
 *     autoscaler that finds no other node for such a pod would keep its node for it, unless its
 *     priority is so low that it counts for nothing
 */
public record PriorityClasses(@Nullable String free, @Nullable String pinned) {

  /** The cluster's default for all. */
  public static final PriorityClasses NONE = new PriorityClasses(null, null);

  @Nullable String of(@Nullable PinnedNode pin) {
    return pin == null ? free : pinned;
  }

  /** Whether any resource may name it. */
  boolean have(@Nullable String name) {
    return name != null && (name.equals(free) || name.equals(pinned));
  }
}
