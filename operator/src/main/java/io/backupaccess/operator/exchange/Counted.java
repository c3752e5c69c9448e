package io.backupaccess.operator.exchange;

import io.backupaccess.gatewayconfig.GatewayCounters;
import io.backupaccess.gatewayconfig.Refusal;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What all gateways of a resource have counted since this operator began to hear them; see {@link
 * GatewayCounters}.
 */
public record Counted(
    long bytesSent,
    long bytesReceived,
    long logins,
    Map<Refusal, Long> refusals,
    long sourcesRefused,
    long reloads) {

  /** Nothing yet. */
  public static final Counted NOTHING = new Counted(0, 0, 0, Map.of(), 0, 0);

  /** The same with what a process has counted between two answers; null: since it began. */
  Counted and(@Nullable GatewayCounters before, GatewayCounters now) {
    Map<Refusal, Long> sums = new EnumMap<>(Refusal.class);
    for (Refusal refusal : Refusal.values()) {
      sums.put(
          refusal,
          sum(
              refusals.getOrDefault(refusal, 0L),
              counters -> counters.refusals().getOrDefault(refusal.label(), 0L),
              before,
              now));
    }
    return new Counted(
        sum(bytesSent, GatewayCounters::bytesSent, before, now),
        sum(bytesReceived, GatewayCounters::bytesReceived, before, now),
        sum(logins, GatewayCounters::logins, before, now),
        sums,
        sum(sourcesRefused, GatewayCounters::sourcesRefused, before, now),
        sum(reloads, GatewayCounters::reloads, before, now));
  }

  /** No gateway can make a counter go back, or over. */
  private static long sum(
      long sum,
      ToLongFunction<GatewayCounters> count,
      @Nullable GatewayCounters before,
      GatewayCounters now) {
    long more = count.applyAsLong(now) - (before == null ? 0 : count.applyAsLong(before));
    return Math.min(sum + Math.max(0, more), Long.MAX_VALUE / 2);
  }
}
