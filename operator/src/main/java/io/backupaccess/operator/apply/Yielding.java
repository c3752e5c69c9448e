package io.backupaccess.operator.apply;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.observe.BoundedMap;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewaySecret;
import io.backupaccess.operator.observe.StatusSource;
import io.backupaccess.operator.plan.Yield;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Ends gateways' pods at once, for applications or by their owner's wish: their clients are told,
 * and the pod has seconds left, also where it drains already.
 */
public final class Yielding {

  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(5);

  // A kubelet that did not confirm the end by then is away. The volume stays attached to its node
  // until that node, or whoever declares it lost, says that nothing uses it.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int MAX_PODS = 1000;

  private final KubernetesClient client;
  private final StatusSource gateways;
  private final BiConsumer<BackupAccess, Yield> tell;
  private final Clock clock;

  /** When pods were asked first; an operator that begins anew asks again. */
  private final Map<String, Instant> askedByPodUid = new BoundedMap<>(MAX_PODS);

  /**
   * @param tell takes each pod that goes, once
   */
  public Yielding(
      KubernetesClient client,
      StatusSource gateways,
      BiConsumer<BackupAccess, Yield> tell,
      Clock clock) {
    this.client = client;
    this.gateways = gateways;
    this.tell = tell;
    this.clock = clock;
  }

  /**
   * Takes the next step with each pod that has to go. What is planned was applied before, so that
   * the controllers end it themselves; who is faster than they are sees them make it again.
   *
   * @return after which time to take another
   */
  public Optional<Duration> makeWay(BackupAccess resource, Facts facts, List<Yield> yields) {
    String token =
        facts.gatewaySecret() instanceof GatewaySecret.Present present ? present.token() : "";
    yields.forEach(wanted -> step(resource, wanted, token));
    return yields.isEmpty() ? Optional.empty() : Optional.of(AGAIN);
  }

  private void step(BackupAccess resource, Yield wanted, String token) {
    GatewayPod pod = wanted.pod();
    String namespace = resource.getMetadata().getNamespace();
    Instant now = clock.instant();
    Instant first = firstAsked(pod, now);
    if (first.equals(now)) {
      gateways.end(pod, token, wanted.ending());
      tell.accept(resource, wanted);
    }
    GatewayPod.End end = pod.end();
    if (end == null ? now.isAfter(first.plus(AGAIN)) : end.grace().compareTo(GRACE) > 0) {
      delete(namespace, pod, GRACE);
    } else if (end != null && now.isAfter(end.due().plus(PATIENCE))) {
      delete(namespace, pod, Duration.ZERO);
    }
  }

  private Instant firstAsked(GatewayPod pod, Instant now) {
    synchronized (askedByPodUid) {
      return askedByPodUid.computeIfAbsent(pod.uid(), uid -> now);
    }
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
