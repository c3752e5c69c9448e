package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gatewayconfig.PullRecord;
import java.util.function.Consumer;

/**
 * The way of each rsync command.
 *
 * @param policy decides on it
 * @param starter prepares what was decided
 * @param readers do what has to be done elsewhere
 * @param records keeps how a pull ended
 */
record RsyncService(
    CommandPolicy policy, Starter starter, Readers readers, Consumer<PullRecord> records) {

  /** The same with another who keeps how pulls ended. */
  RsyncService with(Consumer<PullRecord> others) {
    return new RsyncService(policy, starter, readers, others);
  }
}
