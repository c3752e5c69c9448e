package io.backupaccess.gateway.ssh.transport;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that the kernel does not hand over, mostly because there is no file descriptor left.
 * That may be so many times a second and for as long as others hold theirs, so it is logged now and
 * then.
 */
final class FailedAccepts {
  static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(FailedAccepts.class);

  private final LongSupplier nanos;
  private boolean logged;
  private long loggedAt;
  private int failures;

  /** None yet, on a clock that only goes forward. */
  FailedAccepts(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Logs this one, with how many there were since the last line, or counts it for the next. */
  void failed(Throwable failure) {
    failures++;
    long now = nanos.getAsLong();
    if (logged && now - loggedAt < BETWEEN_LINES.toNanos()) {
      return;
    }
    LOG.atWarn()
        .addKeyValue("reason", failure)
        .addKeyValue("failures", failures)
        .log("connections cannot be accepted");
    logged = true;
    loggedAt = now;
    failures = 0;
  }
}
