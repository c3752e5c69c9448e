package io.backupaccess.operator.apply;

import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.StatusSource;
import io.backupaccess.operator.plan.Yield;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Takes gateways' pods out of the way of applications: their clients are told, and the pod has
 * seconds left, also where it drains already. The Deployment has to want another pod before.
 */
public final class Yielding {

  /** When to look whether they are gone. */
  public static final Duration AGAIN = Duration.ofSeconds(2);

  private static final Duration GRACE = Duration.ofSeconds(5);

  // A kubelet that did not confirm the end by then is away. The volume stays attached to its node
  // until that node, or whoever declares it lost, says that nothing uses it.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final StatusSource gateways;
  private final Clock clock;

  public Yielding(KubernetesClient client, StatusSource gateways, Clock clock) {
    this.client = client;
    this.gateways = gateways;
    this.clock = clock;
  }

  /**
   * Takes the next step with each.
   *
   * @param token of the status port
   * @return those that it began with now
   */
  public List<Yield> makeWay(String namespace, List<Yield> yields, String token) {
    List<Yield> begun = new ArrayList<>();
    Instant now = clock.instant();
    for (Yield wanted : yields) {
      GatewayPod pod = wanted.pod();
      if (!toldToHurry(pod)) {
        gateways.giveWay(pod, token);
        delete(namespace, pod, GRACE);
        begun.add(wanted);
      } else if (now.isAfter(Objects.requireNonNull(pod.end()).due().plus(PATIENCE))) {
        delete(namespace, pod, Duration.ZERO);
      }
    }
    return begun;
  }

  private static boolean toldToHurry(GatewayPod pod) {
    return pod.end() != null && pod.end().grace().compareTo(GRACE) <= 0;
  }

  private void delete(String namespace, GatewayPod pod, Duration grace) {
    client
        .pods()
        .inNamespace(namespace)
        .withName(pod.name())
        .withGracePeriod(grace.toSeconds())
        .delete();
  }
}
