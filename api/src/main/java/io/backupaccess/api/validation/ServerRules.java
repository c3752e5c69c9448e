package io.backupaccess.api.validation;

import io.backupaccess.api.sshkey.Network;
import io.backupaccess.api.v1alpha1.Rules;
import io.backupaccess.api.v1alpha1.ServerSpec;
import java.util.List;

/** The rules of {@code spec.server}. */
final class ServerRules {

  private static final String PATH = "spec.server";

  private final Violations violations;

  ServerRules(Violations violations) {
    this.violations = violations;
  }

  void check(ServerSpec server) {
    violations.size(server.protocols(), PATH + ".protocols", 1, 2);
    violations.unique(server.protocols(), PATH + ".protocols[%d]");
    violations.check(
        server.drainTimeout(),
        PATH + ".drainTimeout",
        text -> Formats.duration(text).isPresent(),
        Rules.DURATION_MESSAGE);
    if (server.limits() != null) {
      new LimitRules(violations).check(server.limits());
    }
    if (server.proxyProtocol() != null) {
      new ProxyRules(violations).check(server.proxyProtocol());
    }
    peers(server.natPeers(), PATH + ".natPeers");
    peers(server.exemptPeers(), PATH + ".exemptPeers");
  }

  private void peers(List<String> peers, String path) {
    violations.size(peers, path, 0, 32);
    for (int i = 0; i < peers.size(); i++) {
      violations.check(peers.get(i), path + "[" + i + "]", Network::isCidr, Rules.NETWORK_MESSAGE);
    }
  }
}
