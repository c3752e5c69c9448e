package io.backupaccess.operator.observe;

import io.backupaccess.api.sshkey.Network;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The addresses of nodes, behind which other peers may be hidden. */
final class NodeAddresses {

  /** So many, and every gateway's configuration stays small all the same. */
  static final int MAX_NETWORKS = 2_000;

  private static final Set<String> TYPES = Set.of("InternalIP", "ExternalIP");

  /** Where Calico and Cilium write what addresses a node has in the network of the pods. */
  private static final List<String> DOMAINS = List.of("projectcalico.org/", "network.cilium.io/");

  private static final int IPV4_SUBNET = 24;
  private static final int IPV6_SUBNET = 64;

  private NodeAddresses() {}

  /** Networks in CIDR notation with all that peers may be hidden behind on this node. */
  static List<String> of(Node node) {
    return Stream.of(
            own(node).map(address -> Network.around(address, 32, 128)),
            podNetworks(node).map(NodeAddresses::begin),
            annotations(node).values().stream()
                .map(NodeAddresses::address)
                .filter(Network::isAddress)
                .map(address -> Network.around(address, 32, 128)))
        .flatMap(networks -> networks)
        .distinct()
        .sorted()
        .toList();
  }

  /** Those of its status, host names left out. */
  private static Stream<String> own(Node node) {
    var status = node.getStatus();
    return status == null || status.getAddresses() == null
        ? Stream.empty()
        : status.getAddresses().stream()
            .filter(address -> TYPES.contains(address.getType()))
            .map(NodeAddress::getAddress)
            .filter(Network::isAddress);
  }

  private static Stream<String> podNetworks(Node node) {
    var spec = node.getSpec();
    return spec == null || spec.getPodCIDRs() == null
        ? Stream.empty()
        : spec.getPodCIDRs().stream().filter(Network::isCidr);
  }

  /**
   * The first two addresses of the pods' network: by custom the node's own in it, of a tunnel and
   * of the bridge. The others are pods', which hide nobody.
   */
  private static String begin(String podNetwork) {
    return Network.around(address(podNetwork), 31, 127);
  }

  /** Those of its annotations that may hold addresses of the node. */
  static Map<String, String> annotations(Node node) {
    Map<String, String> all = node.getMetadata().getAnnotations();
    return all == null
        ? Map.of()
        : all.entrySet().stream()
            .filter(entry -> DOMAINS.stream().anyMatch(entry.getKey()::startsWith))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String address(String text) {
    int slash = text.indexOf('/');
    return slash < 0 ? text : text.substring(0, slash);
  }

  /** Those of all nodes, sorted; of a large cluster, the networks of 24 and 64 bits around them. */
  static List<String> networks(Collection<String> ofNodes) {
    List<String> all = ofNodes.stream().distinct().sorted().toList();
    return all.size() <= MAX_NETWORKS
        ? all
        : all.stream()
            .map(network -> Network.around(address(network), IPV4_SUBNET, IPV6_SUBNET))
            .distinct()
            .sorted()
            .limit(MAX_NETWORKS)
            .toList();
  }
}
