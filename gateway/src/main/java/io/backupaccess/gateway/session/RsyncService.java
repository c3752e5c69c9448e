package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gatewayconfig.PullRecord;
import java.util.function.Consumer;

/**
 * The way of each rsync command.
 *
 * @param policy decides on it
 * @param starter prepares what was decided
 * @param records keeps how a pull ended
 */
record RsyncService(CommandPolicy policy, Starter starter, Consumer<PullRecord> records) {}
