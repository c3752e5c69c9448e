package io.backupaccess.operator.apply;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.LiveObjects;
import io.backupaccess.operator.observe.ReaderState;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.Operation;
import io.backupaccess.operator.plan.PlannedReader;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Takes away what was made for readers that have no claims any more: the Deployment at once, whose
 * pods drain; the ConfigMap when they are gone, because until then they keep to a configuration.
 * The Secret goes with the ConfigMap.
 */
public final class FormerReaders {

  private final KubernetesClient client;
  private final LiveObjects live;

  public FormerReaders(KubernetesClient client, LiveObjects live) {
    this.client = client;
    this.live = live;
  }

  /** Takes the next step with each of them; a change of what is left of it starts another turn. */
  public void remove(BackupAccess resource, Facts facts, GatewayPlan plan, Attempts attempts) {
    if (plan.operation() instanceof Operation.LeftAsIs) {
      return;
    }
    String namespace = resource.getMetadata().getNamespace();
    for (PlannedReader reader : plan.readers()) {
      if (!reader.planned()) {
        facts
            .readers()
            .find(reader.id())
            .ifPresent(
                state ->
                    remove(
                        namespace,
                        Names.reader(resource.getMetadata().getName(), reader.id()),
                        state,
                        attempts));
      }
    }
    if (plan.readers().isEmpty()) {
      live.seen(
              new NetworkPolicyBuilder()
                  .withNewMetadata()
                  .withName(plan.names().readers())
                  .withNamespace(namespace)
                  .endMetadata()
                  .build())
          .ifPresent(policy -> delete(policy, attempts));
    }
  }

  private void remove(String namespace, String name, ReaderState reader, Attempts attempts) {
    if (reader.state().deployment() != null) {
      delete(
          new DeploymentBuilder()
              .withNewMetadata()
              .withName(name)
              .withNamespace(namespace)
              .endMetadata()
              .build(),
          attempts);
    } else if (reader.state().pods().isEmpty() && reader.configMapUid() != null) {
      delete(
          new ConfigMapBuilder()
              .withNewMetadata()
              .withName(name)
              .withNamespace(namespace)
              .endMetadata()
              .build(),
          attempts);
    }
  }

  private void delete(HasMetadata object, Attempts attempts) {
    attempts.attempt(object, () -> client.resource(object).delete());
  }
}
