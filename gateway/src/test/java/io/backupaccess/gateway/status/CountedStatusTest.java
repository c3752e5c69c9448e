package io.backupaccess.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GatewayCounters;
import io.backupaccess.gatewayconfig.GatewayStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When the counts of an answer are new ones. */
class CountedStatusTest {

  private final AtomicReference<GatewayStatus> status = new AtomicReference<>(running(1));
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private final CountedStatus counted = new CountedStatus(status::get, this::count, nanos::get);

  private static GatewayStatus running(int sessions) {
    return new GatewayStatus(
        "digest",
        List.of(),
        List.of(),
        new GatewayStatus.ConfinementStatus(7, List.of(), null),
        sessions,
        List.of(),
        false,
        GatewayStatus.Clients.NONE,
        List.of(),
        1,
        0,
        null);
  }

  private GatewayCounters count() {
    return new GatewayCounters("0".repeat(32), sent.get(), 0, 0, Map.of(), 0, 0);
  }

  private long told() {
    return counted.get().counters().bytesSent();
  }

  @Test
  void bytesThatFlowChangeNoAnswer() {
    GatewayStatus first = counted.get();
    sent.set(1000);
    nanos.set(TimeUnit.SECONDS.toNanos(24));
    assertThat(counted.get()).isEqualTo(first);
  }

  @Test
  void afterHalfAMinuteTheyAreTold() {
    counted.get();
    sent.set(1000);
    nanos.set(TimeUnit.SECONDS.toNanos(25));
    assertThat(told()).isEqualTo(1000);
  }

  @Test
  void whatElseChangesBringsThemAlong() {
    counted.get();
    sent.set(1000);
    status.set(running(0));
    assertThat(told()).isEqualTo(1000);
  }
}
