package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.PullRecordsStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks gateways how they are. */
@FunctionalInterface
public interface StatusSource {

  /** The answer of the pod's status port; nothing where there is none that can be used. */
  Optional<GatewayStatus> read(GatewayPod pod, String token);

  /** Tells the pod to end its transfers now, and its clients why. It may not hear. */
  default void giveWay(GatewayPod pod, String token) {}

  /**
   * The records of pulls that wait in the pod after those that the status holds, which the pod may
   * forget; nothing where it tells of none.
   *
   * @param kept what the status holds; null: none
   */
  default Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable PullRecordsStatus kept) {
    return Optional.empty();
  }
}
