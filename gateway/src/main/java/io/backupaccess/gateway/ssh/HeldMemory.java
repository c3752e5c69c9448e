package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.config.ServiceLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * What clients have the gateway hold for their commands: bounded in total, and for each key, so
 * that none has it for itself.
 */
final class HeldMemory {
  /** Twice the window of a channel, and the chunks that are on their way. */
  static final long COMMAND = 256 << 10;

  /** A command is held as it came and as it was understood. */
  private static final int COPIES = 4;

  private final long total;
  private final ToLongFunction<Credential> perKey;
  private final Map<Fingerprint, Long> byKey = new HashMap<>();
  private long held;

  HeldMemory(long total, ToLongFunction<Credential> perKey) {
    this.total = total;
    this.perKey = perKey;
  }

  /**
   * Enough for all transfers, and for as many commands again that are none.
   *
   * @param transfers how many of them a key may have
   */
  static HeldMemory of(ServiceLimits limits, ToIntFunction<Credential> transfers) {
    return new HeldMemory(
        enoughFor(limits.transfers()), key -> enoughFor(transfers.applyAsInt(key)));
  }

  /** Beside a single transfer, the one too many must have room for being told so. */
  private static long enoughFor(int transfers) {
    return 2 * COMMAND * Math.max(transfers, 2);
  }

  /** What a command of this length may take, or nothing when there is no more. */
  Optional<Share> forCommand(Credential key, int length) {
    return take(key, COMMAND + (long) COPIES * length);
  }

  synchronized Optional<Share> take(Credential credential, long bytes) {
    Fingerprint key = credential.fingerprint();
    long ofKey = byKey.getOrDefault(key, 0L);
    if (held + bytes > total || ofKey + bytes > perKey.applyAsLong(credential)) {
      return Optional.empty();
    }
    held += bytes;
    byKey.put(key, ofKey + bytes);
    return Optional.of(new Share(key, bytes));
  }

  private synchronized void giveBack(Fingerprint key, long bytes) {
    held -= bytes;
    byKey.computeIfPresent(key, (same, ofKey) -> ofKey > bytes ? ofKey - bytes : null);
  }

  /** A part of it, to be closed when it is no longer needed. */
  final class Share implements AutoCloseable {
    private final Fingerprint key;
    private long bytes;

    private Share(Fingerprint key, long bytes) {
      this.key = key;
      this.bytes = bytes;
    }

    /** Gives it back. Further calls do nothing. */
    @Override
    public synchronized void close() {
      giveBack(key, bytes);
      bytes = 0;
    }
  }
}
