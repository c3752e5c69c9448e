package io.backupaccess.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/** A Deployment scaled to zero; any other object as it is. */
final class WithoutPods {

  private WithoutPods() {}

  static HasMetadata of(HasMetadata object) {
    return object instanceof Deployment deployment
        ? deployment.edit().editSpec().withReplicas(0).endSpec().build()
        : object;
  }
}
