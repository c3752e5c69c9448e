package io.backupaccess.api.validation;

import io.backupaccess.api.v1alpha1.PodsSpec;
import io.backupaccess.api.v1alpha1.Rules;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code spec.pods}. What only Kubernetes can judge, such as affinity, it judges in
 * the pod.
 */
final class PodRules {

  private static final String PATH = "spec.pods";

  private final Violations violations;

  PodRules(Violations violations) {
    this.violations = violations;
  }

  void check(PodsSpec pods) {
    var metadata = new MetadataRules(violations);
    metadata.labels(pods.labels(), PATH + ".labels");
    metadata.ownLabels(pods.labels(), PATH + ".labels");
    metadata.annotations(pods.annotations(), PATH + ".annotations");
    var resources = pods.resources();
    if (resources != null) {
      quantities(resources.getLimits(), PATH + ".resources.limits");
      quantities(resources.getRequests(), PATH + ".resources.requests");
    }
    metadata.labels(pods.nodeSelector(), PATH + ".nodeSelector");
    violations.size(pods.tolerations(), PATH + ".tolerations", 0, 32);
    name(pods.priorityClassName(), PATH + ".priorityClassName");
    violations.size(pods.imagePullSecrets(), PATH + ".imagePullSecrets", 0, 16);
    violations.unique(pods.imagePullSecrets(), PATH + ".imagePullSecrets[%d]");
    name(pods.serviceAccountName(), PATH + ".serviceAccountName");
    violations.check(
        pods.updatePolicy().maxWait(),
        PATH + ".updatePolicy.maxWait",
        text -> Formats.duration(text).isPresent(),
        Rules.DURATION_MESSAGE);
  }

  private void name(@Nullable String name, String path) {
    violations.check(name, path, Formats::isDnsSubdomain, Rules.DNS_SUBDOMAIN_MESSAGE);
  }

  private void quantities(@Nullable Map<String, Quantity> quantities, String path) {
    if (quantities != null && !quantities.values().stream().allMatch(PodRules::isQuantity)) {
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
