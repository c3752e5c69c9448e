package io.backupaccess.operator.observe;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pod of the gateway's Deployment.
 *
 * @param node null: not scheduled yet
 * @param ip null: not started yet
 * @param hostIp an address of its node; null: not scheduled yet
 * @param waiting why it does not run, as {@code Reason: message}; null: it runs, or nothing is
 *     known
 */
public record GatewayPod(
    String name,
    String uid,
    String createdAt,
    @Nullable String node,
    @Nullable String ip,
    @Nullable String hostIp,
    boolean running,
    boolean terminating,
    @Nullable String waiting,
    Map<String, String> annotations) {

  private static final Set<String> NO_REASON = Set.of("ContainerCreating", "PodInitializing");

  public GatewayPod {
    annotations = Map.copyOf(annotations);
  }

  /** Whether it does not run, and its status does not say why. */
  boolean unexplained() {
    return !running && !terminating && (waiting == null || NO_REASON.contains(waiting));
  }

  GatewayPod waitingFor(String failure) {
    return new GatewayPod(
        name, uid, createdAt, node, ip, hostIp, running, terminating, failure, annotations);
  }
}
