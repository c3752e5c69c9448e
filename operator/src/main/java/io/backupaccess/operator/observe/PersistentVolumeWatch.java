package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The volumes of claims, where the operator may see them, which a Role of a namespace cannot grant.
 */
final class PersistentVolumeWatch {

  private final Optional<InformerEventSource<PersistentVolume, BackupAccess>> informer;

  /**
   * @param accessesOfClaim the resources that name a claim, by its namespace and name
   */
  PersistentVolumeWatch(
      EventSourceContext<BackupAccess> context,
      Function<ObjectReference, Set<ResourceID>> accessesOfClaim) {
    this.informer =
        new OwnRights(context.getClient()).mayWatch("", "persistentvolumes", null)
            ? Optional.of(
                new InformerEventSource<>(
                    configuration(volume -> ofClaim(volume, accessesOfClaim)), context))
            : Optional.empty();
  }

  /** For the framework. */
  Stream<EventSource<?, BackupAccess>> eventSources() {
    return informer.stream().map(source -> source);
  }

  /** Whether volumes are seen at all. */
  boolean sees() {
    return informer.isPresent();
  }

  Optional<PersistentVolume> get(String name) {
    return informer.flatMap(source -> source.get(new ResourceID(name)));
  }

  private static Set<ResourceID> ofClaim(
      PersistentVolume volume, Function<ObjectReference, Set<ResourceID>> accessesOfClaim) {
    ObjectReference claim = volume.getSpec().getClaimRef();
    return claim == null ? Set.of() : accessesOfClaim.apply(claim);
  }

  private static InformerEventSourceConfiguration<PersistentVolume> configuration(
      SecondaryToPrimaryMapper<PersistentVolume> mapper) {
    return InformerEventSourceConfiguration.from(PersistentVolume.class, BackupAccess.class)
        .withName("persistent-volumes")
        .withWatchAllNamespaces()
        .withFollowControllerNamespacesChanges(false)
        .withInformerListLimit(Watches.PAGE)
        .withItemStore(new TransformingItemStore<>(PersistentVolumeWatch::reduced))
        .withSecondaryToPrimaryMapper(mapper)
        .build();
  }

  private static PersistentVolume reduced(PersistentVolume volume) {
    var spec = volume.getSpec();
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(volume.getMetadata().getName())
        .withUid(volume.getMetadata().getUid())
        .withResourceVersion(volume.getMetadata().getResourceVersion())
        .endMetadata()
        .withNewSpec()
        .withClaimRef(spec == null ? null : spec.getClaimRef())
        .withNodeAffinity(spec == null ? null : spec.getNodeAffinity())
        .endSpec()
        .build();
  }
}
