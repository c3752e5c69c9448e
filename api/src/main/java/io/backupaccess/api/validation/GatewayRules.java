package io.backupaccess.api.validation;

import io.backupaccess.api.v1alpha1.GatewaySpec;
import io.backupaccess.api.v1alpha1.GatewaySpec.Privilege;
import io.backupaccess.api.v1alpha1.Rules;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code spec.gateway}. What only Kubernetes can judge, such as affinity, it judges in
 * the pod.
 */
final class GatewayRules {

  private static final String PATH = "spec.gateway";

  private final Violations violations;

  GatewayRules(Violations violations) {
    this.violations = violations;
  }

  void check(GatewaySpec gateway) {
    identity(gateway);
    var resources = gateway.resources();
    if (resources != null) {
      quantities(resources.getLimits(), PATH + ".resources.limits");
      quantities(resources.getRequests(), PATH + ".resources.requests");
    }
    var metadata = new MetadataRules(violations);
    metadata.labels(gateway.nodeSelector(), PATH + ".nodeSelector");
    metadata.labels(gateway.podLabels(), PATH + ".podLabels");
    metadata.ownLabels(gateway.podLabels(), PATH + ".podLabels");
    metadata.annotations(gateway.podAnnotations(), PATH + ".podAnnotations");
    violations.size(gateway.tolerations(), PATH + ".tolerations", 0, 32);
    violations.size(gateway.imagePullSecrets(), PATH + ".imagePullSecrets", 0, 16);
    violations.unique(gateway.imagePullSecrets(), PATH + ".imagePullSecrets[%d]");
    violations.check(
        gateway.priorityClassName(),
        PATH + ".priorityClassName",
        Formats::isDnsSubdomain,
        Rules.DNS_SUBDOMAIN_MESSAGE);
    violations.check(
        gateway.drainTimeout(),
        PATH + ".drainTimeout",
        text -> Formats.duration(text).isPresent(),
        Rules.DURATION_MESSAGE);
    if (gateway.proxyProtocol() != null) {
      new ProxyRules(violations).check(gateway.proxyProtocol());
    }
    if (gateway.limits() != null) {
      new LimitRules(violations).check(gateway.limits());
    }
  }

  private void identity(GatewaySpec gateway) {
    var user = gateway.runAsUser();
    violations.range(user, PATH + ".runAsUser", 0, Integer.MAX_VALUE);
    violations.range(gateway.runAsGroup(), PATH + ".runAsGroup", 0, Integer.MAX_VALUE);
    var groups = gateway.supplementalGroups();
    violations.size(groups, PATH + ".supplementalGroups", 0, 32);
    for (int i = 0; i < groups.size(); i++) {
      violations.range(
          groups.get(i), PATH + ".supplementalGroups[" + i + "]", 0, Integer.MAX_VALUE);
    }
    violations.unique(groups, PATH + ".supplementalGroups[%d]");
    if (user != null) {
      if (gateway.privilege() == Privilege.RESTRICTED && user == 0) {
        violations.add(PATH + ".runAsUser", Rules.RESTRICTED_USER_MESSAGE);
      }
      if (gateway.privilege() != Privilege.RESTRICTED && user != 0) {
        violations.add(PATH + ".runAsUser", Rules.READ_ALL_USER_MESSAGE);
      }
    }
  }

  private void quantities(@Nullable Map<String, Quantity> quantities, String path) {
    if (quantities != null && !quantities.values().stream().allMatch(GatewayRules::isQuantity)) {
      violations.add(path, Rules.QUANTITY_MESSAGE);
    }
  }

  private static boolean isQuantity(Quantity quantity) {
    try {
      return quantity.getNumericalAmount() != null;
    } catch (IllegalArgumentException | ArithmeticException e) {
      return false;
    }
  }
}
