package io.backupaccess.operator.observe;

import java.util.Map;
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
  public GatewayPod {
    annotations = Map.copyOf(annotations);
  }
}
