package io.backupaccess.operator.plan;

import io.backupaccess.api.sshkey.Network;
import io.backupaccess.api.v1alpha1.GatewaySpec;
import java.util.List;
import java.util.Optional;

/** Who passes clients on with the PROXY protocol. */
final class TrustedPeers {

  private TrustedPeers() {}

  /**
   * Their networks in CIDR notation, less those that are none; empty: clients connect themselves.
   */
  static Optional<List<String>> of(GatewaySpec spec) {
    return Optional.ofNullable(spec.proxyProtocol())
        .map(given -> given.trustedPeers().stream().filter(Network::isCidr).distinct().toList());
  }
}
