package io.backupaccess.operator.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A reader and what becomes of it.
 *
 * @param id its name
 * @param digest what it reports once it has taken its configuration
 * @param configuration the document with the digest
 * @param publicKey by which its gateway knows it; null: it has no usable keys
 * @param obstacle why it cannot run, for the resource's owner; null: it can
 * @param updateAt when a new pod takes the place of the present one even if that runs transfers
 *     still; null: none is to
 */
public record PlannedReader(
    String id,
    Stay stay,
    String digest,
    String configuration,
    @Nullable String publicKey,
    @Nullable String obstacle,
    @Nullable Instant updateAt) {

  PlannedReader updatedAt(@Nullable Instant time) {
    return new PlannedReader(id, stay, digest, configuration, publicKey, obstacle, time);
  }

  /** Whether it is to be there. */
  public enum Stay {
    PLANNED,
    /** It has no claims any more, and goes when its transfers have ended. */
    LEAVING
  }

  /** Whether it is to be there. */
  public boolean planned() {
    return stay == Stay.PLANNED;
  }
}
