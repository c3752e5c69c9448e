package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;

/** What is written of a status. */
final class StatusPatch {

  private StatusPatch() {}

  /**
   * The status with nothing but what is ours, which the framework applies server-side. With the
   * version that was judged, it reaches neither a resource that was made again under the name nor
   * another edit: the API server refuses it, and the next turn judges what is there now. The uid
   * alone would not do, which the API server does not look at in a patch of a status.
   */
  static BackupAccess of(BackupAccess resource, BackupAccessStatus status) {
    BackupAccess patch = new BackupAccess();
    patch.getMetadata().setName(resource.getMetadata().getName());
    patch.getMetadata().setNamespace(resource.getMetadata().getNamespace());
    patch.getMetadata().setUid(resource.getMetadata().getUid());
    patch.getMetadata().setResourceVersion(resource.getMetadata().getResourceVersion());
    patch.setStatus(status);
    return patch;
  }
}
