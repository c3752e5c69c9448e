package io.backupaccess.api.validation;

import io.backupaccess.api.sshkey.Network;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.FilesSpec.UserFrom;
import io.backupaccess.api.v1alpha1.GatewaySpec.Privilege;
import io.backupaccess.api.v1alpha1.Rules;
import java.util.List;

/** The rules of {@code spec.server}, {@code spec.files} and {@code spec.pods}. */
final class PodRules {

  private final Violations violations;

  PodRules(Violations violations) {
    this.violations = violations;
  }

  void check(BackupAccessSpec spec) {
    peers(spec.server().natPeers(), "spec.server.natPeers");
    peers(spec.server().exemptPeers(), "spec.server.exemptPeers");
    var gateway = spec.gateway();
    if (spec.files().userFrom() == UserFrom.PLATFORM
        && (gateway.runAsUser() != null
            || gateway.runAsGroup() != null
            || gateway.privilege() != Privilege.RESTRICTED)) {
      violations.add("spec.files", Rules.PLATFORM_USER_MESSAGE);
    }
    var options = spec.files().seLinuxOptions();
    if (options != null) {
      violations.require(
          options.level(),
          "spec.files.seLinuxOptions.level",
          Formats::isSeLinuxLevel,
          Rules.SELINUX_LEVEL_MESSAGE);
    }
    violations.check(
        spec.pods().serviceAccountName(),
        "spec.pods.serviceAccountName",
        Formats::isDnsSubdomain,
        Rules.DNS_SUBDOMAIN_MESSAGE);
  }

  private void peers(List<String> peers, String path) {
    violations.size(peers, path, 0, 32);
    for (int i = 0; i < peers.size(); i++) {
      violations.check(peers.get(i), path + "[" + i + "]", Network::isCidr, Rules.NETWORK_MESSAGE);
    }
  }
}
