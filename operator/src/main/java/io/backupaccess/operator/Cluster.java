package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.apply.Applier;
import io.backupaccess.operator.apply.ConfigurationPush;
import io.backupaccess.operator.apply.Enforcement;
import io.backupaccess.operator.apply.SecretsMadeOnce;
import io.backupaccess.operator.apply.Yielding;
import io.backupaccess.operator.observe.CachedCluster;
import io.backupaccess.operator.observe.Observer;
import io.backupaccess.operator.observe.StatusSource;
import io.backupaccess.operator.observe.Watches;
import io.backupaccess.operator.status.EventRecorder;
import io.backupaccess.operator.status.Warnings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** What talks to the cluster, put together. */
public record Cluster(
    List<EventSource<?, BackupAccess>> eventSources,
    Observer observer,
    SecretsMadeOnce secrets,
    Applier applier,
    ConfigurationPush push,
    Yielding yielding,
    Enforcement enforcement,
    EventRecorder events) {

  /**
   * Puts it together around the informers of one controller.
   *
   * @param client for what is read and written in full
   * @param watchClient leaves out of what it reads what no cache should hold
   */
  public static Cluster connect(
      KubernetesClient client,
      KubernetesClient watchClient,
      EventSourceContext<BackupAccess> context,
      StatusSource statuses,
      Clock clock) {
    Watches watches = new Watches(context, clock);
    CachedCluster cached = new CachedCluster(client, watches);
    EventRecorder events = new EventRecorder(client, clock);
    return new Cluster(
        watches.eventSources(),
        new Observer(cached, statuses, clock),
        new SecretsMadeOnce(watchClient, cached, new SecureRandom()),
        new Applier(client, watchClient, cached),
        new ConfigurationPush(client, clock),
        new Yielding(
            client,
            statuses,
            (resource, wanted) -> events.record(resource, List.of(Warnings.yielded(wanted))),
            clock),
        new Enforcement(statuses, clock),
        events);
  }
}
