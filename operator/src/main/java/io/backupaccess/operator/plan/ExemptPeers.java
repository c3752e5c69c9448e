package io.backupaccess.operator.plan;

import io.backupaccess.api.sshkey.Network;
import io.backupaccess.api.v1alpha1.ServerSpec;
import java.util.List;

/** Who never earns penalties. */
final class ExemptPeers {

  private ExemptPeers() {}

  /** Their networks in CIDR notation, less those that are none. */
  static List<String> of(ServerSpec spec) {
    return spec.exemptPeers().stream().filter(Network::isCidr).distinct().toList();
  }
}
