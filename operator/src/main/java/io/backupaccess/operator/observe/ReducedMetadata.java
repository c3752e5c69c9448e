package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** What every object is known by, and whether it is going. */
final class ReducedMetadata {

  private ReducedMetadata() {}

  static ObjectMeta of(ObjectMeta metadata) {
    return new ObjectMetaBuilder()
        .withName(metadata.getName())
        .withNamespace(metadata.getNamespace())
        .withUid(metadata.getUid())
        .withResourceVersion(metadata.getResourceVersion())
        .withGeneration(metadata.getGeneration())
        .withCreationTimestamp(metadata.getCreationTimestamp())
        .withDeletionTimestamp(metadata.getDeletionTimestamp())
        .withDeletionGracePeriodSeconds(metadata.getDeletionGracePeriodSeconds())
        .build();
  }
}
