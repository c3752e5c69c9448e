package io.backupaccess.operator.apply;

import io.backupaccess.operator.exchange.Order;
import io.backupaccess.operator.exchange.Orders;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.Yield;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes pods that drain keep to what is granted now. Kubernetes brings a newer configuration to no
 * pod that is on its way out, and what runs there may run for as long as a drain takes.
 */
public final class Enforcement {

  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** Where nothing answers: a drain may take a day. */
  private static final Duration SELDOM = Duration.ofSeconds(5);

  /** For so long after it was told its end, a gateway may still begin transfers. */
  private static final Duration BEGINNING = Duration.ofSeconds(10);

  private final Orders orders;
  private final Clock clock;

  public Enforcement(Orders orders, Clock clock) {
    this.orders = orders;
    this.clock = clock;
  }

  /**
   * Tells each of them what is planned, until it has heard and begins nothing any more.
   *
   * @return after which time to do it again
   */
  public Optional<Duration> enforce(Facts facts, GatewayPlan plan) {
    Set<GatewayPod> endAtOnce =
        plan.yields().stream().map(Yield::pod).collect(Collectors.toUnmodifiableSet());
    Order gateway = new Order.Enforce(plan.configurationDigest(), plan.configuration());
    Stream<Optional<Duration>> ofReaders =
        plan.readers().stream()
            .filter(reader -> !reader.configuration().isEmpty())
            .flatMap(
                reader ->
                    facts.readers().find(reader.id()).stream()
                        .flatMap(
                            found ->
                                enforce(
                                    found.state(),
                                    endAtOnce,
                                    new Order.Enforce(reader.digest(), reader.configuration()),
                                    facts)));
    return Stream.concat(enforce(facts.gateway(), endAtOnce, gateway, facts), ofReaders)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  private Stream<Optional<Duration>> enforce(
      GatewayState state, Set<GatewayPod> endAtOnce, Order order, Facts facts) {
    return state.pods().stream()
        .filter(pod -> pod.running() && !endAtOnce.contains(pod) && !facts.token(pod).isEmpty())
        .flatMap(
            pod ->
                Optional.ofNullable(pod.end()).map(GatewayPod.End::told).stream()
                    .map(told -> enforce(pod, told, facts.token(pod), order)));
  }

  private Optional<Duration> enforce(
      GatewayPod pod, Instant toldItsEnd, String token, Order order) {
    Instant now = clock.instant();
    Instant last = toldItsEnd.plus(BEGINNING);
    if (!orders.heard(pod, token, order, now.isBefore(last) ? Instant.EPOCH : last)) {
      return Optional.of(now.isBefore(last) ? AGAIN : SELDOM);
    }
    return now.isBefore(last) ? Optional.of(Duration.between(now, last)) : Optional.empty();
  }
}
