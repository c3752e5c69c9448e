package io.backupaccess.operator.observe;

import io.backupaccess.gatewayconfig.GatewayStatus;
import java.util.Optional;

/** Asks gateways how they are. */
@FunctionalInterface
public interface StatusSource {

  /** The answer of the pod's status port; nothing where there is none that can be used. */
  Optional<GatewayStatus> read(GatewayPod pod, String token);

  /** Tells the pod to end its transfers now, and its clients why. It may not hear. */
  default void giveWay(GatewayPod pod, String token) {}
}
