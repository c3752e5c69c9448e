package io.backupaccess.gateway.config;

import io.backupaccess.gatewayconfig.KeyConfig;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of one entry may take together.
 *
 * @param bandwidth bytes to and from its clients, each second; empty: no limit
 * @param sessions transfers and SFTP sessions at once; empty: the server's limit
 */
public record KeyLimits(OptionalLong bandwidth, OptionalInt sessions) {
  public static final KeyLimits NONE = new KeyLimits(OptionalLong.empty(), OptionalInt.empty());

  /** Slower than this, rsync's own messages would not get through in time. */
  static final long LEAST_BANDWIDTH = 1024;

  static KeyLimits of(KeyConfig.@Nullable Limits limits) throws BadEntryException {
    if (limits == null) {
      return NONE;
    }
    Long bandwidth = limits.bytesPerSecond();
    Integer sessions = limits.sessions();
    if (bandwidth != null && bandwidth < LEAST_BANDWIDTH) {
      throw new BadEntryException(
          "limits.bytesPerSecond: at least " + LEAST_BANDWIDTH + " is needed here");
    }
    if (sessions != null && sessions < 1) {
      throw new BadEntryException("limits.sessions: at least 1 is needed here");
    }
    return new KeyLimits(
        bandwidth == null ? OptionalLong.empty() : OptionalLong.of(bandwidth),
        sessions == null ? OptionalInt.empty() : OptionalInt.of(sessions));
  }
}
