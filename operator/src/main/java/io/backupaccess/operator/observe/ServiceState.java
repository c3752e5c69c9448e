package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.Service;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's Service as it is.
 *
 * @param type as Kubernetes writes it
 * @param ingress IP address or host name that a load balancer gave; null: none yet
 * @param clusterIp null: none yet
 * @param nodePort null: none
 * @param failure why a load balancer gives no address, as {@code Reason: message}; null: it does,
 *     or nothing is known
 */
public record ServiceState(
    String type,
    @Nullable String ingress,
    @Nullable String clusterIp,
    @Nullable Integer nodePort,
    @Nullable String failure) {

  /** Reduces a Service as the API server holds it. */
  public static ServiceState of(Service service) {
    var spec = service.getSpec();
    var balancer = service.getStatus() == null ? null : service.getStatus().getLoadBalancer();
    String ingress =
        balancer == null || balancer.getIngress() == null
            ? null
            : balancer.getIngress().stream()
                .map(i -> i.getIp() != null ? i.getIp() : i.getHostname())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    Integer nodePort =
        spec.getPorts() == null || spec.getPorts().isEmpty()
            ? null
            : spec.getPorts().getFirst().getNodePort();
    String clusterIp = "None".equals(spec.getClusterIP()) ? null : spec.getClusterIP();
    return new ServiceState(
        Objects.requireNonNullElse(spec.getType(), "ClusterIP"),
        ingress,
        clusterIp,
        nodePort,
        null);
  }

  /** Whether an address is still to come from a load balancer. */
  boolean pending() {
    return type.equals("LoadBalancer") && ingress == null;
  }

  ServiceState failing(String why) {
    return new ServiceState(type, ingress, clusterIp, nodePort, why);
  }
}
