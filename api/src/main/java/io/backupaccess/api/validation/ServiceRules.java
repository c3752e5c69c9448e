package io.backupaccess.api.validation;

import static io.backupaccess.api.v1alpha1.GatewayServiceSpec.Type.CLUSTER_IP;
import static io.backupaccess.api.v1alpha1.GatewayServiceSpec.Type.LOAD_BALANCER;

import io.backupaccess.api.v1alpha1.EndpointSpec;
import io.backupaccess.api.v1alpha1.GatewayServiceSpec;
import io.backupaccess.api.v1alpha1.Rules;

/** The rules of {@code spec.service} and {@code spec.endpoint}. */
final class ServiceRules {

  private static final String PATH = "spec.service";

  private final Violations violations;

  ServiceRules(Violations violations) {
    this.violations = violations;
  }

  void check(GatewayServiceSpec service) {
    violations.range(service.port(), PATH + ".port", 1, 65535);
    violations.range(service.nodePort(), PATH + ".nodePort", 1, 65535);
    violations.check(
        service.loadBalancerClass(),
        PATH + ".loadBalancerClass",
        Formats::isQualifiedName,
        Rules.QUALIFIED_NAME_MESSAGE);
    var metadata = new MetadataRules(violations);
    metadata.labels(service.labels(), PATH + ".labels");
    metadata.ownLabels(service.labels(), PATH + ".labels");
    metadata.annotations(service.annotations(), PATH + ".annotations");
    var ranges = service.loadBalancerSourceRanges();
    violations.size(ranges, PATH + ".loadBalancerSourceRanges", 0, 64);
    violations.networks(ranges, PATH + ".loadBalancerSourceRanges");
    fitsType(service);
  }

  void check(EndpointSpec endpoint) {
    violations.check(endpoint.host(), "spec.endpoint.host", Formats::isHost, Rules.HOST_MESSAGE);
    violations.range(endpoint.port(), "spec.endpoint.port", 1, 65535);
  }

  private void fitsType(GatewayServiceSpec service) {
    if (service.type() != LOAD_BALANCER) {
      if (service.loadBalancerClass() != null) {
        violations.add(PATH + ".loadBalancerClass", Rules.LOAD_BALANCER_MESSAGE);
      }
      if (!service.loadBalancerSourceRanges().isEmpty()) {
        violations.add(PATH + ".loadBalancerSourceRanges", Rules.LOAD_BALANCER_MESSAGE);
      }
    }
    if (service.type() == CLUSTER_IP) {
      if (service.externalTrafficPolicy() != null) {
        violations.add(PATH + ".externalTrafficPolicy", Rules.NOT_CLUSTER_IP_MESSAGE);
      }
      if (service.nodePort() != null) {
        violations.add(PATH + ".nodePort", Rules.NOT_CLUSTER_IP_MESSAGE);
      }
    }
  }
}
