package io.backupaccess.operator.plan;

import io.backupaccess.api.sshkey.Network;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.GatewayServiceSpec;
import io.backupaccess.api.v1alpha1.GatewayServiceSpec.TrafficPolicy;
import io.backupaccess.operator.naming.Names;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * On which way clients come to the gateway.
 *
 * @param natPeers networks in CIDR notation, behind whose addresses clients may be hidden
 * @param nodes more of these, which come and go: the addresses of the cluster's nodes
 * @param judged whether it can be told of an address that it is a client's own
 * @param name stands for the way, and is another for another one; null: the default
 */
public record ClientRoute(
    List<String> natPeers, List<String> nodes, boolean judged, @Nullable String name) {

  private static final List<String> EVERYBODY = List.of("0.0.0.0/0", "::/0");

  /**
   * @param nodes networks of their addresses; none: nobody may see them
   */
  static ClientRoute of(BackupAccessSpec spec, List<String> nodes) {
    boolean told = spec.server().proxyProtocol() != null;
    boolean byAnyNode = spec.service().externalTrafficPolicy() == TrafficPolicy.CLUSTER && !told;
    // Any address may be a node's then, and a key's networks would admit all who come by way of it.
    List<String> named = spec.server().natPeers();
    boolean readable = named.stream().allMatch(Network::isCidr);
    boolean anybody = (nodes.isEmpty() && byAnyNode) || !readable;
    return new ClientRoute(
        anybody ? EVERYBODY : named, nodes, told || !nodes.isEmpty(), name(spec, anybody));
  }

  /** Of what a load balancer and kube-proxy go by. */
  private static @Nullable String name(BackupAccessSpec spec, boolean anybody) {
    GatewayServiceSpec service = spec.service();
    List<String> named = spec.server().natPeers();
    boolean cluster = service.externalTrafficPolicy() == TrafficPolicy.CLUSTER;
    Map<String, String> annotations = new TreeMap<>(service.annotations());
    if (service.type() == GatewayServiceSpec.Type.LOAD_BALANCER
        && !cluster
        && service.loadBalancerClass() == null
        && annotations.isEmpty()
        && named.isEmpty()) {
      return null;
    }
    String all =
        String.join(
            "\n",
            service.type().text(),
            String.valueOf(cluster),
            String.valueOf(service.loadBalancerClass()),
            annotations.toString(),
            String.valueOf(anybody));
    if (!named.isEmpty()) {
      all += "\n" + named;
    }
    return Names.hash(all).substring(0, 16);
  }
}
