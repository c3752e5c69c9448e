package io.backupaccess.operator.apply;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.exchange.Order;
import io.backupaccess.operator.exchange.Orders;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.plan.Yield;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

  // Each pod that has to go is looked at every second until it is gone.
  private static final Duration FORGET = Duration.ofMinutes(10);

  private final KubernetesClient client;
  private final Orders orders;
  private final BiConsumer<BackupAccess, Yield> tell;
  private final Clock clock;

  /**
   * The pods that were asked; an operator that begins anew asks again. As many as have to go at
   * once, and none that went long ago.
   */
  private final Map<String, Asked> askedByPodUid = new ConcurrentHashMap<>();

  private record Asked(Instant first, Instant last) {}

  /**
   * @param tell takes each pod that goes, once
   */
  public Yielding(
      KubernetesClient client, Orders orders, BiConsumer<BackupAccess, Yield> tell, Clock clock) {
    this.client = client;
    this.orders = orders;
    this.tell = tell;
    this.clock = clock;
  }

  /**
   * Tells pods that have to go to end their transfers, and waits for none. To be called before the
   * plan is applied, so that clients hear why, and not that a volume was withdrawn. A pod that did
   * not hear is told again with the next steps.
   */
  public void announce(BackupAccess resource, Facts facts, List<Yield> yields) {
    Instant old = clock.instant().minus(FORGET);
    askedByPodUid.values().removeIf(asked -> asked.last().isBefore(old));
    yields.forEach(wanted -> announce(resource, wanted, facts.token(wanted.pod())));
  }

  private void announce(BackupAccess resource, Yield wanted, String token) {
    Instant now = clock.instant();
    Asked before = askedByPodUid.get(wanted.pod().uid());
    Instant first = before == null ? now : before.first();
    if (before == null || now.isBefore(first.plus(GRACE))) {
      orders.heard(wanted.pod(), token, new Order.End(wanted.ending()), Instant.EPOCH);
    }
    askedByPodUid.put(wanted.pod().uid(), new Asked(first, now));
    if (before == null) {
      tell.accept(resource, wanted);
    }
  }

  /**
   * Takes the next step with each pod that has to go. What is planned was applied before, so that
   * the controllers end it themselves; who is faster than they are sees them make it again.
   *
   * @param yields were announced
   * @return after which time to take another
   */
  public Optional<Duration> advance(BackupAccess resource, List<Yield> yields, Attempts attempts) {
    yields.forEach(wanted -> step(resource.getMetadata().getNamespace(), wanted.pod(), attempts));
    return yields.isEmpty() ? Optional.empty() : Optional.of(AGAIN);
  }

  private void step(String namespace, GatewayPod pod, Attempts attempts) {
    Instant now = clock.instant();
    Asked asked = askedByPodUid.get(pod.uid());
    GatewayPod.End end = pod.end();
    if (asked == null) {
      return;
    }
    if (end == null ? now.isAfter(asked.first().plus(AGAIN)) : end.grace().compareTo(GRACE) > 0) {
      delete(namespace, pod, GRACE, attempts);
    } else if (end != null && now.isAfter(end.due().plus(PATIENCE))) {
      delete(namespace, pod, Duration.ZERO, attempts);
    }
  }

  private void delete(String namespace, GatewayPod pod, Duration grace, Attempts attempts) {
    PodResource target = client.pods().inNamespace(namespace).withName(pod.name());
    attempts.attemptOnPod(namespace, pod.name(), target.withGracePeriod(grace.toSeconds())::delete);
  }
}
