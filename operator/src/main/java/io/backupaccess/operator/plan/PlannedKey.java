package io.backupaccess.operator.plan;

import io.backupaccess.gatewayconfig.KeyConfig;
import java.util.List;

/**
 * An entry of {@code spec.keys} that is in force.
 *
 * @param fingerprints of its lines, or of its authority, as {@code SHA256:…}
 */
public record PlannedKey(KeyConfig config, List<String> fingerprints) {
  public PlannedKey {
    fingerprints = List.copyOf(fingerprints);
  }
}
