package io.backupaccess.operator.exchange;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayCounters;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewaysView;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Hears every gateway, each in a thread of its own that always has one request open there, and
 * remembers the last answer. A turn reads what is remembered, so that no gateway, however silent,
 * keeps a turn waiting.
 */
public final class Exchange implements GatewaysView, AutoCloseable {

  private final GatewayClient client;
  private final Consumer<ResourceID> news;
  private final BiPredicate<ResourceID, GatewayPod> exists;
  private final Clock clock;
  private final Map<ResourceID, Map<String, Line>> lines = new ConcurrentHashMap<>();
  private final Map<ResourceID, Tally> tallies = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * @param news takes the resource of a gateway that said something new
   * @param exists whether there is still such a pod of the resource
   */
  public Exchange(
      GatewayClient client,
      Consumer<ResourceID> news,
      BiPredicate<ResourceID, GatewayPod> exists,
      Clock clock) {
    this.client = client;
    this.news = news;
    this.exists = exists;
    this.clock = clock;
  }

  @Override
  public Map<String, Heard> follow(
      ResourceID resource, List<Followed> pods, List<JournalStatus> kept) {
    if (closed) {
      return heard(pods, Map.of());
    }
    Set<String> uids =
        pods.stream()
            .filter(one -> one.of() == Followed.Of.GATEWAY)
            .map(one -> one.pod().uid())
            .collect(Collectors.toSet());
    tallies.computeIfAbsent(resource, _ -> new Tally(uids)).retain(uids);
    Map<String, Line> before = lines.getOrDefault(resource, Map.of());
    Map<String, Line> after = new HashMap<>();
    for (Followed one : pods) {
      Line line = before.get(one.pod().uid());
      after.put(
          one.pod().uid(),
          line != null && line.leadsTo(one.pod(), one.token()) ? line : line(resource, one));
    }
    before.values().stream().filter(line -> !after.containsValue(line)).forEach(Line::close);
    if (after.isEmpty()) {
      lines.remove(resource);
      return Map.of();
    }
    lines.put(resource, Map.copyOf(after));
    for (Line line : after.values()) {
      line.begin(() -> forget(resource, line));
      line.keep(kept);
    }
    return heard(pods, after);
  }

  private static Map<String, Heard> heard(List<Followed> pods, Map<String, Line> lines) {
    Map<String, Heard> heard = new HashMap<>();
    for (Followed one : pods) {
      Line line = lines.get(one.pod().uid());
      heard.put(one.pod().uid(), line == null ? Heard.NOTHING : line.heard());
    }
    return heard;
  }

  private Line line(ResourceID resource, Followed followed) {
    return new Line(
        client,
        followed,
        clock,
        counters -> count(resource, followed, counters),
        () -> news.accept(resource),
        () -> exists.test(resource, followed.pod()));
  }

  /** A resource that is deleted has no turns any more: its pods go, and their lines with them. */
  private void forget(ResourceID resource, Line ended) {
    lines.computeIfPresent(
        resource,
        (_, known) -> {
          Map<String, Line> left = new HashMap<>(known);
          left.values().remove(ended);
          return left.isEmpty() ? null : Map.copyOf(left);
        });
  }

  private void count(ResourceID resource, Followed followed, GatewayCounters counters) {
    Tally tally = tallies.get(resource);
    if (tally != null && followed.of() == Followed.Of.GATEWAY) {
      tally.add(followed.pod().uid(), counters);
    }
  }

  /** What the gateways of a resource have counted, those that are gone too. */
  public Counted counted(ResourceID resource) {
    Tally tally = tallies.get(resource);
    return tally == null ? Counted.NOTHING : tally.counted();
  }

  /** The resource is deleted. */
  void forget(ResourceID resource) {
    tallies.remove(resource);
  }

  /** How many transfers the pods of a resource have told of last, together. */
  public long runningTransfers(ResourceID resource) {
    return lines.getOrDefault(resource, Map.of()).values().stream()
        .filter(line -> line.of() == Followed.Of.GATEWAY)
        .flatMap(line -> Stream.ofNullable(line.heard().status()))
        .mapToLong(GatewayStatus::sessions)
        .sum();
  }

  /** Of how many resources there are counts. */
  int counting() {
    return tallies.size();
  }

  /** With how many pods there is a conversation. */
  int size() {
    return lines.values().stream().mapToInt(Map::size).sum();
  }

  @Override
  public void close() {
    closed = true;
    lines.values().forEach(known -> known.values().forEach(Line::close));
  }
}
