package io.backupaccess.operator.plan;

import io.backupaccess.operator.observe.DeploymentState;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place as it is now.
 *
 * @param claims that it is made for
 * @param pin in force; null: none
 * @param pod the newest that is to stay; null: none
 */
record PlaceNow(Set<String> claims, @Nullable PinnedNode pin, @Nullable GatewayPod pod) {

  static final PlaceNow NOWHERE = new PlaceNow(Set.of(), null, null);

  PlaceNow {
    claims = Set.copyOf(claims);
  }

  static PlaceNow of(GatewayState state) {
    DeploymentState deployment = state.deployment();
    GatewayPod pod = state.newestPod().orElse(null);
    if (deployment == null) {
      return new PlaceNow(pod == null ? Set.of() : pod.claims(), null, pod);
    }
    return new PlaceNow(
        deployment.claims(), PinnedNode.read(deployment.annotations()).orElse(null), pod);
  }

  /** Where its pod is; null: nowhere yet. */
  @Nullable String podNode() {
    return pod == null ? null : pod.node();
  }

  /** Where its pod is, or has to go; null: nobody knows. */
  @Nullable String node() {
    String podNode = podNode();
    return podNode == null && pin != null ? pin.node() : podNode;
  }

  boolean runs() {
    return pod != null && pod.running();
  }

  /** Whether its pod has the claim. */
  boolean mounts(String claim) {
    return pod != null && pod.running() && pod.claims().contains(claim);
  }

  /** Whether no node takes its pod. */
  boolean unschedulable() {
    return pod != null && pod.unschedulable();
  }
}
