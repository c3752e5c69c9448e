package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** The live counterparts of desired objects. */
public interface LiveObjects {

  /** The object of the same kind, namespace and name, whoever made it. */
  <T extends HasMetadata> Optional<T> live(T desired);

  /**
   * Remembers the API server's answer to a write until the watch has caught up.
   *
   * @param before what was there
   */
  <T extends HasMetadata> void applied(T answer, Optional<T> before);
}
