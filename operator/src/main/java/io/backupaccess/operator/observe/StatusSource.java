package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks gateways how they are. */
@FunctionalInterface
public interface StatusSource {

  /** The answer of the pod's status port; nothing where there is none that can be used. */
  Optional<GatewayStatus> read(GatewayPod pod, String token);

  /** Why a gateway has to end its transfers now. */
  enum Ending {
    YIELDED,
    SUSPENDED
  }

  /**
   * Tells the pod to end its transfers now, and its clients why.
   *
   * @return whether it heard
   */
  default boolean end(GatewayPod pod, String token, Ending why) {
    return false;
  }

  /**
   * Tells the pod to end those of its transfers that this configuration does not allow.
   *
   * @return whether it heard
   */
  default boolean enforce(GatewayPod pod, String token, String configuration) {
    return false;
  }

  /**
   * The records of pulls that wait in the pod after those that the resource's status includes,
   * which the pod may forget; empty where it tells nothing that can be believed.
   *
   * @param kept how far the status includes those of this pod; null: not at all
   */
  default Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    return Optional.empty();
  }
}
