package io.backupaccess.operator.exchange;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.observe.GatewayPod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Clock;
import java.util.function.BiPredicate;

/** The exchange, where the framework hears of its news, and it of resources that are deleted. */
public final class GatewayNews extends SimpleInboundEventSource<BackupAccess>
    implements ResourceEventAware<BackupAccess> {

  private final Exchange exchange;

  /**
   * @param exists whether there is still such a pod of the resource
   */
  public GatewayNews(
      GatewayClient client, BiPredicate<ResourceID, GatewayPod> exists, Clock clock) {
    super("gateways");
    exchange = new Exchange(client, this::propagateEvent, exists, clock);
  }

  /** What causes the news. */
  public Exchange exchange() {
    return exchange;
  }

  @Override
  public void onResourceDeleted(BackupAccess resource) {
    exchange.forget(ResourceID.fromResource(resource));
  }
}
