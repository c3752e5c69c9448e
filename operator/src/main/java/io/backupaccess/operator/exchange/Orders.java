package io.backupaccess.operator.exchange;

import io.backupaccess.operator.observe.GatewayPod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tells gateways what they have to do at once, each in a thread of its own: however many do not
 * answer, the others hear it without delay.
 */
public final class Orders {

  private static final Duration FORGET = Duration.ofMinutes(10);

  private final GatewayClient client;
  private final Clock clock;
  private final Executor threads;
  private final Map<Key, Given> given = new ConcurrentHashMap<>();
  private volatile Instant tidied = Instant.EPOCH;

  private record Key(String podUid, Class<? extends Order> kind) {}

  /**
   * The last order of its kind.
   *
   * @param underWay whether the pod is being told
   * @param heard when it was told, and heard it; null: it has not
   * @param wanted when it was last to be heard
   */
  private record Given(String name, boolean underWay, @Nullable Instant heard, Instant wanted) {
    boolean heardSince(String order, Instant time) {
      return name.equals(order) && heard != null && !heard.isBefore(time);
    }
  }

  /**
   * @param threads runs each request; such as {@code Thread::startVirtualThread}
   */
  public Orders(GatewayClient client, Clock clock, Executor threads) {
    this.client = client;
    this.clock = clock;
    this.threads = threads;
  }

  /**
   * Whether the pod has heard the order since that time. Where it has not it is told now, and who
   * asks does not wait for that: it asks again later.
   */
  public boolean heard(GatewayPod pod, String token, Order order, Instant since) {
    Instant now = clock.instant();
    tidy(now);
    Key key = new Key(pod.uid(), order.getClass());
    AtomicBoolean begins = new AtomicBoolean();
    // In one step: a thread that has told the pod may note that at any moment.
    Given after =
        given.compute(
            key,
            (_, before) -> {
              if (before != null && (before.underWay() || before.heardSince(order.name(), since))) {
                return new Given(before.name(), before.underWay(), before.heard(), now);
              }
              begins.set(true);
              return new Given(order.name(), true, null, now);
            });
    if (begins.get()) {
      threads.execute(() -> tell(key, pod, token, order, now));
    }
    return after.heardSince(order.name(), since);
  }

  private void tell(Key key, GatewayPod pod, String token, Order order, Instant now) {
    boolean heard = false;
    try {
      heard = client.tell(pod, token, order);
    } finally {
      Instant when = heard ? now : null;
      given.computeIfPresent(
          key, (_, before) -> new Given(before.name(), false, when, before.wanted()));
    }
  }

  /** Forgets pods that went long ago: each that has to hear something is looked at often. */
  private void tidy(Instant now) {
    if (now.isAfter(tidied.plus(FORGET))) {
      tidied = now;
      given.values().removeIf(order -> order.wanted().isBefore(now.minus(FORGET)));
    }
  }
}
