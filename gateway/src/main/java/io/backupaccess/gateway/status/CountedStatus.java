package io.backupaccess.gateway.status;

import io.backupaccess.gatewayconfig.GatewayCounters;
import io.backupaccess.gatewayconfig.GatewayStatus;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The status with the counts of the moment at which something else of it changed last, or of half a
 * minute ago at most: counts change with every packet, and whoever waits for news would be answered
 * again and again.
 */
public final class CountedStatus implements Supplier<GatewayStatus> {

  private final Supplier<GatewayStatus> status;
  private final Supplier<GatewayCounters> counters;
  private final LongSupplier nanos;
  private @Nullable GatewayStatus told;
  private long counted;

  public CountedStatus(Supplier<GatewayStatus> status, Supplier<GatewayCounters> counters) {
    this(status, counters, System::nanoTime);
  }

  CountedStatus(
      Supplier<GatewayStatus> status, Supplier<GatewayCounters> counters, LongSupplier nanos) {
    this.status = status;
    this.counters = counters;
    this.nanos = nanos;
  }

  @Override
  public synchronized GatewayStatus get() {
    GatewayStatus now = status.get();
    GatewayStatus last = told;
    if (last != null
        && now.equals(last.with(null))
        && nanos.getAsLong() - counted < StatusApi.LONGEST_WAIT_NANOS) {
      return last;
    }
    counted = nanos.getAsLong();
    told = now.with(counters.get());
    return told;
  }
}
