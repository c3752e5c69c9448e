package io.backupaccess.operator.observe;

import io.backupaccess.operator.naming.Labels;
import java.util.Map;

/**
 * What the owner of a namespace agrees to, by annotations that authors of resources cannot set.
 *
 * @param readAll whether gateways may read every file
 * @param writes whether volumes may be written to
 */
public record Consents(boolean readAll, boolean writes) {

  /** Those of a namespace with these annotations. */
  static Consents of(Map<String, String> annotations) {
    return new Consents(
        "true".equals(annotations.get(Labels.ALLOW_READ_ALL)),
        "true".equals(annotations.get(Labels.ALLOW_WRITES)));
  }

  /** What a resource gets that asks for nothing of this. */
  static Consents none() {
    return new Consents(false, false);
  }
}
