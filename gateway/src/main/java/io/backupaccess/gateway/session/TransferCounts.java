package io.backupaccess.gateway.session;

import io.backupaccess.gatewayconfig.Refusal;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What transfers have carried, and which ones were refused, since the gateway began. */
public final class TransferCounts {
  private final LongAdder sent = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder slots = new LongAdder();
  private final LongAdder commands = new LongAdder();

  /** Bytes to clients. */
  LongAdder sent() {
    return sent;
  }

  /** Bytes of clients. */
  LongAdder received() {
    return received;
  }

  void refused(Refusal why) {
    (why == Refusal.TRANSFERS ? slots : commands).increment();
  }

  /** Bytes that were sent to clients. */
  public long bytesSent() {
    return sent.sum();
  }

  /** Bytes that came from clients of rsync. */
  public long bytesReceived() {
    return received.sum();
  }

  /** How many were refused. */
  public Map<Refusal, Long> refusals() {
    Map<Refusal, Long> refusals = new EnumMap<>(Refusal.class);
    refusals.put(Refusal.TRANSFERS, slots.sum());
    refusals.put(Refusal.COMMAND, commands.sum());
    return refusals;
  }
}
