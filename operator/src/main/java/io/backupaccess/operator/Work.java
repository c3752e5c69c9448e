package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.exchange.Counted;
import io.backupaccess.operator.metrics.FrameworkMeters;
import io.backupaccess.operator.metrics.WorkingOperator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a running operator knows at this moment, for its metrics and its probes. */
record Work(
    RegisteredController<BackupAccess> controller,
    BackupAccessReconciler reconciler,
    FrameworkMeters meters)
    implements WorkingOperator {

  @Override
  public Stream<BackupAccess> resources() {
    return reconciler.connected().stream().flatMap(cluster -> cluster.resources().list());
  }

  @Override
  public long runningTransfers(BackupAccess resource) {
    return reconciler
        .connected()
        .map(cluster -> cluster.exchange().runningTransfers(ResourceID.fromResource(resource)))
        .orElse(0L);
  }

  @Override
  public Counted counted(BackupAccess resource) {
    return reconciler
        .connected()
        .map(cluster -> cluster.exchange().counted(ResourceID.fromResource(resource)))
        .orElse(Counted.NOTHING);
  }

  @Override
  public Optional<Instant> hostKeyMade(BackupAccess resource) {
    return reconciler.connected().flatMap(cluster -> cluster.cached().hostKeyMade(resource));
  }

  @Override
  public Map<String, Watches> watches() {
    Map<String, Watches> watches = new TreeMap<>();
    controller
        .getControllerHealthInfo()
        .informerEventSourceHealthIndicators()
        .forEach((source, informers) -> watches.put(source, watches(informers)));
    return watches;
  }

  private static Watches watches(InformerWrappingEventSourceHealthIndicator<?> source) {
    List<InformerHealthIndicator> informers =
        List.copyOf(source.informerHealthIndicators().values());
    long running = informers.stream().filter(one -> one.hasSynced() && one.isRunning()).count();
    return new Watches(informers.size(), Math.toIntExact(running));
  }

  /** Whether every informer has its list and goes on. */
  boolean ready() {
    return watches().values().stream().allMatch(one -> one.running() == one.all());
  }
}
