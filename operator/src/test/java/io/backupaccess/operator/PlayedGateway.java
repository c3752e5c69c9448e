package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.operator.exchange.Order;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.GatewayPod;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the gateway in a pod answers. */
@FunctionalInterface
interface PlayedGateway {

  /** How it is now; empty: it does not answer. */
  Optional<GatewayStatus> status(GatewayPod pod, String token);

  /** The records of its pulls: none, unless it says otherwise. */
  default Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    return Optional.of(new PullPage(Names.hash(pod.uid()).substring(0, 32), 0, 0, 0, List.of()));
  }

  /** Whether it hears that. */
  default boolean tell(GatewayPod pod, Order order) {
    return true;
  }
}
