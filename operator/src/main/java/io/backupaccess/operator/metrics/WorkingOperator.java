package io.backupaccess.operator.metrics;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.exchange.Counted;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the operator that works knows already: to ask it costs no request. */
public interface WorkingOperator {

  /** Every resource that is watched, as the informer has it. */
  Stream<BackupAccess> resources();

  /** How many transfers the gateway's pods of a resource have told of last. */
  long runningTransfers(BackupAccess resource);

  /** What the gateways of a resource have counted. */
  Counted counted(BackupAccess resource);

  /** When the host key was made that clients know; empty where the operator did not make it. */
  Optional<Instant> hostKeyMade(BackupAccess resource);

  /** The informers, by the name of what they watch. */
  Map<String, Watches> watches();

  /** What the framework counts of its work. */
  FrameworkMeters meters();

  /**
   * Informers of the same objects, one for each watched namespace.
   *
   * @param running those that have their first list and go on
   */
  record Watches(int all, int running) {}
}
