package io.backupaccess.api.validation;

import io.backupaccess.api.v1alpha1.Rules;
import io.backupaccess.api.v1alpha1.ServerSpec;

/** The rules of {@code spec.server}. */
final class ServerRules {

  private static final String PATH = "spec.server";

  private final Violations violations;

  ServerRules(Violations violations) {
    this.violations = violations;
  }

  void check(ServerSpec server) {
    violations.size(server.protocols(), PATH + ".protocols", 1, 2);
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
    violations.size(server.natPeers(), PATH + ".natPeers", 0, 32);
    violations.networks(server.natPeers(), PATH + ".natPeers");
    violations.size(server.exemptPeers(), PATH + ".exemptPeers", 0, 32);
    violations.networks(server.exemptPeers(), PATH + ".exemptPeers");
  }
}
