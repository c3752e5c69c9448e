package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** The live counterparts of desired objects. */
public interface LiveObjects {

  /** The object of the same kind, namespace and name, if the operator made it and has seen it. */
  <T extends HasMetadata> Optional<T> seen(T desired);

  /** The object of the same kind, namespace and name, whoever made it; asks the API server. */
  <T extends HasMetadata> Optional<T> read(T desired);

  /**
   * Remembers the API server's answer to a write until the watch has caught up.
   *
   * @param before what was there
   */
  <T extends HasMetadata> void applied(T answer, Optional<T> before);
}
