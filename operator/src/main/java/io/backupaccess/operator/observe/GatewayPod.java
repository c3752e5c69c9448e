package io.backupaccess.operator.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pod of the gateway's Deployment.
 *
 * @param node null: not scheduled yet
 * @param ip null: not started yet
 * @param hostIps addresses of its node, one of each family; none: not scheduled yet
 * @param ready whether its probes say so, and Services lead to it
 * @param end when it has to be gone; null: it is to stay
 * @param claims the names of those that it mounts
 * @param mounts the paths of everything that it mounts
 * @param waiting why it does not run, as {@code Reason: message}; null: it runs, or nothing is
 *     known
 */
public record GatewayPod(
    String name,
    String uid,
    String createdAt,
    @Nullable String node,
    @Nullable String ip,
    List<String> hostIps,
    boolean running,
    boolean ready,
    @Nullable End end,
    @Nullable String waiting,
    Set<String> claims,
    Set<String> mounts,
    Map<String, String> annotations) {

  /** The one that was made last comes first. */
  public static final Comparator<GatewayPod> NEWEST_FIRST =
      Comparator.comparing(GatewayPod::createdAt).thenComparing(GatewayPod::name).reversed();

  private static final Set<String> NO_REASON = Set.of("ContainerCreating", "PodInitializing");

  public GatewayPod {
    hostIps = List.copyOf(hostIps);
    claims = Set.copyOf(claims);
    mounts = Set.copyOf(mounts);
    annotations = Map.copyOf(annotations);
  }

  /**
   * The end that a pod was told.
   *
   * @param due when its grace is over
   */
  public record End(Instant due, Duration grace) {

    /** When it was told. */
    public Instant told() {
      return due.minus(grace);
    }
  }

  /** Whether it is on its way out. */
  public boolean terminating() {
    return end != null;
  }

  /** Whether it does not run, and its status does not say why. */
  boolean unexplained() {
    return !running && !terminating() && (waiting == null || NO_REASON.contains(waiting));
  }

  GatewayPod waitingFor(String failure) {
    return new GatewayPod(
        name,
        uid,
        createdAt,
        node,
        ip,
        hostIps,
        running,
        ready,
        end,
        failure,
        claims,
        mounts,
        annotations);
  }

  /** Whether no node takes it. */
  public boolean unschedulable() {
    return waiting != null && waiting.startsWith("Unschedulable:");
  }
}
