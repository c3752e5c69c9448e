package io.backupaccess.operator.exchange;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.operator.observe.GatewayPod;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests to the pod of a gateway. Each waits for its answer, or for the end of its patience. */
public interface GatewayClient {

  /**
   * How a gateway is.
   *
   * @param digest of the answer, by which the gateway knows it again
   */
  record Answer(GatewayStatus status, String digest) {}

  /**
   * Asks how the gateway is; empty: nothing came that can be believed.
   *
   * @param known the gateway holds its answer back until it differs from this one, for half a
   *     minute at most; null: it answers at once
   */
  Optional<Answer> status(GatewayPod pod, String token, @Nullable Answer known);

  /**
   * Reads the records of pulls that wait in the pod after those that the resource's status
   * includes, which the pod may forget; empty where it tells nothing that can be believed.
   *
   * @param kept how far the status includes those of this pod; null: not at all
   */
  Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept);

  /** Tells the gateway, and says whether it has heard. */
  boolean tell(GatewayPod pod, String token, Order order);
}
