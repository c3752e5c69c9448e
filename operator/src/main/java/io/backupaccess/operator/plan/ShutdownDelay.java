package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.GatewayServiceSpec;
import io.backupaccess.api.v1alpha1.GatewayServiceSpec.TrafficPolicy;
import java.time.Duration;

/** How long a pod that another one takes over from takes new connections still. */
final class ShutdownDelay {

  /** The kube-proxies of all nodes learn a moment later that a pod ends. */
  private static final Duration NODES = Duration.ofSeconds(5);

  /**
   * Where each node speaks for its own pods alone, the load balancer finds out by health checks
   * which node it is now: three of them, ten seconds apart, as clouds make them.
   */
  private static final Duration HEALTH_CHECKS = Duration.ofSeconds(30);

  private ShutdownDelay() {}

  /**
   * @param shareable whether another pod may serve beside this one before it ends
   */
  static Duration of(GatewayServiceSpec service, boolean shareable) {
    if (!shareable) {
      return Duration.ZERO;
    }
    return service.type() != GatewayServiceSpec.Type.CLUSTER_IP
            && service.externalTrafficPolicy() != TrafficPolicy.CLUSTER
        ? HEALTH_CHECKS
        : NODES;
  }
}
