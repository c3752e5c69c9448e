package io.backupaccess.operator.observe;

import org.jspecify.annotations.Nullable;

/**
 * A reader as it is.
 *
 * @param configMapUid of its ConfigMap, with which its Secret goes; null: there is none
 * @param state of its pods, as of those of a gateway; it has no Service, and keeps no records
 */
public record ReaderState(@Nullable String configMapUid, HopSecret secret, GatewayState state) {

  /** Whether there is a Deployment or a pod of it. */
  public boolean exists() {
    return state.deployment() != null || !state.pods().isEmpty();
  }
}
