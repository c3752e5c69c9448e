package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's Service as it is.
 *
 * @param type as Kubernetes writes it
 * @param loadBalancerClass null: the cluster's default, or there is no load balancer
 * @param ingress IP addresses or host names that a load balancer gave; none: not yet
 * @param clusterIps none: not yet
 * @param nodePort null: none
 * @param failure why a load balancer gives no address, as {@code Reason: message}; null: it does,
 *     or nothing is known
 */
public record ServiceState(
    String type,
    @Nullable String loadBalancerClass,
    List<String> ingress,
    List<String> clusterIps,
    @Nullable Integer nodePort,
    @Nullable String failure) {

  public ServiceState {
    ingress = List.copyOf(ingress);
    clusterIps = List.copyOf(clusterIps);
  }

  /** Reduces a Service as the API server holds it. */
  public static ServiceState of(Service service) {
    var spec = service.getSpec();
    var balancer = service.getStatus() == null ? null : service.getStatus().getLoadBalancer();
    List<String> ingress =
        balancer == null || balancer.getIngress() == null
            ? List.of()
            : balancer.getIngress().stream()
                .map(i -> i.getIp() != null ? i.getIp() : i.getHostname())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    Integer nodePort =
        spec.getPorts() == null || spec.getPorts().isEmpty()
            ? null
            : spec.getPorts().getFirst().getNodePort();
    return new ServiceState(
        Objects.requireNonNullElse(spec.getType(), "ClusterIP"),
        spec.getLoadBalancerClass(),
        ingress,
        clusterIps(spec),
        nodePort,
        null);
  }

  /** Whether an address is still to come from a load balancer. */
  boolean pending() {
    return type.equals("LoadBalancer") && ingress.isEmpty();
  }

  /** One of each family. */
  private static List<String> clusterIps(ServiceSpec spec) {
    return Stream.concat(
            Stream.ofNullable(spec.getClusterIP()),
            Stream.ofNullable(spec.getClusterIPs()).flatMap(List::stream))
        .filter(address -> !address.isEmpty() && !address.equals("None"))
        .distinct()
        .toList();
  }

  ServiceState failing(String why) {
    return new ServiceState(type, loadBalancerClass, ingress, clusterIps, nodePort, why);
  }
}
