package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Whose an object is. */
final class Ownership {

  private static final String KIND = "BackupAccess";

  private Ownership() {}

  static boolean owns(String uid, HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> uid.equals(owner.getUid()));
  }

  /**
   * Whether the object is being deleted, or will be: with a resource of the same name that was
   * there before, until the garbage collector finds it.
   */
  static boolean leaves(HasMetadata object, String uid) {
    return object.getMetadata().getDeletionTimestamp() != null
        || object.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> KIND.equals(owner.getKind()) && !uid.equals(owner.getUid()));
  }
}
