package io.backupaccess.operator.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.plan.Ending;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is told what, how often, and that nobody waits for it. */
class OrdersTest implements GatewayClient {

  private static final Order YIELD = new Order.End(Ending.YIELDED);

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private boolean hears = true;
  private Instant now = Instant.parse("2026-12-01T00:00:00Z");
  private final InstantSource time = () -> now;
  private final Orders orders = new Orders(this, time.withZone(ZoneOffset.UTC), threads::add);

  @Override
  public Optional<Answer> status(GatewayPod pod, String token, @Nullable Answer known) {
    return Optional.empty();
  }

  @Override
  public Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    return Optional.empty();
  }

  @Override
  public boolean tell(GatewayPod pod, String token, Order order) {
    told.add(pod.name() + " " + order.name());
    return hears;
  }

  private boolean heard(String pod, Order order, Instant since) {
    return orders.heard(ExchangeTest.pod(pod), "token", order, since);
  }

  private void run() {
    while (!threads.isEmpty()) {
      threads.remove().run();
    }
  }

  @Test
  void anOrderIsUnderWayUntilItWasHeardAndIsGivenOnce() {
    assertThat(heard("a", YIELD, Instant.EPOCH)).isFalse();
    assertThat(heard("a", YIELD, Instant.EPOCH)).isFalse();
    run();
    assertThat(heard("a", YIELD, Instant.EPOCH)).isTrue();
    run();
    assertThat(told).containsExactly("a YIELDED");
  }

  @Test
  void aGatewayThatDidNotHearIsToldAgain() {
    hears = false;
    heard("a", YIELD, Instant.EPOCH);
    run();
    hears = true;
    assertThat(heard("a", YIELD, Instant.EPOCH)).isFalse();
    run();
    assertThat(heard("a", YIELD, Instant.EPOCH)).isTrue();
    assertThat(told).hasSize(2);
  }

  @Test
  void whatHasToBeHeardLaterIsToldLater() {
    heard("a", enforce("one"), Instant.EPOCH);
    run();
    now = now.plusSeconds(10);
    assertThat(heard("a", enforce("one"), now)).isFalse();
    run();
    assertThat(heard("a", enforce("one"), now)).isTrue();
    assertThat(told).hasSize(2);
  }

  @Test
  void theLastConfigurationIsTheOneThatHasToBeHeard() {
    heard("a", enforce("one"), Instant.EPOCH);
    assertThat(heard("a", enforce("two"), Instant.EPOCH)).as("one after the other").isFalse();
    run();
    assertThat(heard("a", enforce("two"), Instant.EPOCH)).isFalse();
    run();
    assertThat(heard("a", enforce("two"), Instant.EPOCH)).isTrue();
    assertThat(heard("a", enforce("one"), Instant.EPOCH)).isFalse();
    run();
    assertThat(told).containsExactly("a one", "a two", "a one");
  }

  @Test
  void podsThatHaveToHearNothingAnyMoreAreForgotten() {
    heard("a", YIELD, Instant.EPOCH);
    run();
    now = now.plus(Duration.ofMinutes(30));
    heard("b", YIELD, Instant.EPOCH);
    heard("a", YIELD, Instant.EPOCH);
    run();
    assertThat(told).containsExactly("a YIELDED", "b YIELDED", "a YIELDED");
  }

  /** The pod hears it at any moment, in between two steps of the one who asks, too. */
  @Test
  void whatAPodHasHeardIsKnownHoweverOftenItIsAskedForMeanwhile() {
    Orders real = new Orders(this, time.withZone(ZoneOffset.UTC), Thread::startVirtualThread);
    for (int number = 0; number < 20_000; number++) {
      GatewayPod pod = ExchangeTest.pod("pod-" + number);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      boolean heard = false;
      while (!heard && System.nanoTime() < end) {
        heard = real.heard(pod, "token", YIELD, Instant.EPOCH);
      }
      assertThat(heard).as(pod.name()).isTrue();
    }
  }

  private static Order enforce(String digest) {
    return new Order.Enforce(digest, "{}");
  }
}
