package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.Cloner;

/** Copies of cached objects, which know what was left out of the original when it was read. */
public record Clones(KubernetesSerialization json) implements Cloner {

  @Override
  public <R extends HasMetadata> R clone(R original) {
    R clone = json.clone(original);
    if (original instanceof BackupAccess read && clone instanceof BackupAccess copy) {
      copy.leftOut(read.unknownFields());
    }
    return clone;
  }
}
