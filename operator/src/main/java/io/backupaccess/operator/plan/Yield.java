package io.backupaccess.operator.plan;

import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A pod of the gateway that has to go at once, however long its transfers would take: an
 * application, or the end of a claim, waits for what it mounts, or it may not run any more.
 *
 * @param why for the resource's owner
 * @param ending for the clients
 */
public record Yield(GatewayPod pod, String why, Ending ending) {

  /** All of them. */
  static List<Yield> stopped(List<GatewayPod> pods, String why) {
    return pods.stream().map(pod -> new Yield(pod, why, Ending.SUSPENDED)).toList();
  }

  /**
   * The pods that have ended their transfers and take no clients any more, although they are to
   * stay: nobody needs them elsewhere now, but they were told so once.
   */
  static List<Yield> ended(GatewayState state) {
    return state.pods().stream()
        .filter(pod -> !pod.terminating())
        .filter(
            pod ->
                state
                    .report(pod)
                    .filter(report -> report.draining() && report.sessions() == 0)
                    .isPresent())
        .map(
            pod ->
                new Yield(pod, "it has ended its transfers and takes no clients", Ending.YIELDED))
        .toList();
  }

  /**
   * The pods that have to go.
   *
   * @param claims that there are, by name
   * @param holders pods that use claims, or wait for them
   */
  static List<Yield> of(Map<String, Claim> claims, List<Holder> holders, List<GatewayPod> pods) {
    List<Yield> yields = new ArrayList<>();
    for (GatewayPod pod : pods) {
      new TreeSet<>(pod.claims())
          .stream()
              .flatMap(name -> why(name, claims.get(name), holders, pod).stream())
              .findFirst()
              .ifPresent(why -> yields.add(new Yield(pod, why, Ending.YIELDED)));
    }
    return List.copyOf(yields);
  }

  private static Optional<String> why(
      String name, @Nullable Claim claim, List<Holder> holders, GatewayPod pod) {
    if (claim == null || claim.deleting()) {
      return Optional.of("claim %s is being deleted".formatted(name));
    }
    if (claim.shareable()) {
      return Optional.empty();
    }
    // Gateways do not chase each other.
    List<Holder> others =
        holders.stream()
            .filter(h -> h.claimName().equals(name) && h.rank() != Holder.Rank.GATEWAY)
            .toList();
    if (claim.singlePod()) {
      return others.stream()
          .findFirst()
          .map(h -> "pod %s needs claim %s for itself".formatted(h.pod(), name));
    }
    // Where the application is here too, it is the application that its own other pod waits for.
    return pod.node() == null || others.stream().anyMatch(h -> h.on(pod.node()))
        ? Optional.empty()
        : others.stream()
            .filter(h -> h.node() != null)
            .findFirst()
            .map(h -> "pod %s needs claim %s on node %s".formatted(h.pod(), name, h.node()));
  }
}
