package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.apply.Applier;
import io.backupaccess.operator.apply.ConfigurationPush;
import io.backupaccess.operator.apply.Enforcement;
import io.backupaccess.operator.apply.FormerReaders;
import io.backupaccess.operator.apply.SecretsMadeOnce;
import io.backupaccess.operator.apply.Yielding;
import io.backupaccess.operator.exchange.Exchange;
import io.backupaccess.operator.exchange.GatewayClient;
import io.backupaccess.operator.exchange.GatewayNews;
import io.backupaccess.operator.exchange.Orders;
import io.backupaccess.operator.observe.CachedCluster;
import io.backupaccess.operator.observe.Observer;
import io.backupaccess.operator.observe.Watches;
import io.backupaccess.operator.status.EventRecorder;
import io.backupaccess.operator.status.Warnings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** What talks to the cluster, put together. */
public record Collaborators(
    Cache<BackupAccess> resources,
    CachedCluster cached,
    List<EventSource<?, BackupAccess>> eventSources,
    Exchange exchange,
    Observer observer,
    SecretsMadeOnce secrets,
    Applier applier,
    FormerReaders formerReaders,
    ConfigurationPush push,
    Yielding yielding,
    Enforcement enforcement,
    EventRecorder events)
    implements AutoCloseable {

  /**
   * Puts it together around the informers of one controller.
   *
   * @param client for what is read and written in full
   * @param watchClient leaves out of what it reads what no cache should hold
   */
  public static Collaborators connect(
      KubernetesClient client,
      KubernetesClient watchClient,
      EventSourceContext<BackupAccess> context,
      GatewayClient gateways,
      Clock clock) {
    Watches watches = new Watches(context, clock);
    CachedCluster cached = new CachedCluster(client, watches);
    GatewayNews news = new GatewayNews(gateways, cached::hasGatewayPod, clock);
    Exchange exchange = news.exchange();
    Orders orders = new Orders(gateways, clock, Thread::startVirtualThread);
    EventRecorder events = new EventRecorder(client, clock);
    return new Collaborators(
        context.getPrimaryCache(),
        cached,
        Stream.concat(watches.eventSources().stream(), Stream.of(news)).toList(),
        exchange,
        new Observer(cached, exchange, clock),
        new SecretsMadeOnce(watchClient, cached, new SecureRandom()),
        new Applier(client, watchClient, cached),
        new FormerReaders(client, cached),
        new ConfigurationPush(client, clock),
        new Yielding(
            client,
            orders,
            (resource, wanted) -> events.record(resource, List.of(Warnings.yielded(wanted))),
            clock),
        new Enforcement(orders, clock),
        events);
  }

  @Override
  public void close() {
    exchange.close();
  }
}
