package io.backupaccess.operator.observe;

import io.backupaccess.api.sshkey.Network;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The addresses of nodes, behind which other peers may be hidden. */
final class NodeAddresses {

  /** So many, and every gateway's configuration stays small all the same. */
  static final int MAX_NETWORKS = 2_000;

  private static final Set<String> TYPES = Set.of("InternalIP", "ExternalIP");
  private static final int IPV4_SUBNET = 24;
  private static final int IPV6_SUBNET = 64;

  private NodeAddresses() {}

  /** Those of one node, host names left out. */
  static List<String> of(Node node) {
    var status = node.getStatus();
    return status == null || status.getAddresses() == null
        ? List.of()
        : status.getAddresses().stream()
            .filter(address -> TYPES.contains(address.getType()))
            .map(NodeAddress::getAddress)
            .filter(Network::isAddress)
            .distinct()
            .sorted()
            .toList();
  }

  /**
   * As networks in CIDR notation, sorted: one for each address, or, of a large cluster, the
   * networks of 24 and 64 bits around them.
   */
  static List<String> networks(Collection<String> addresses) {
    List<String> single =
        addresses.stream().distinct().map(address -> Network.around(address, 32, 128)).toList();
    return sorted(
        single.size() <= MAX_NETWORKS
            ? single.stream()
            : addresses.stream().map(address -> Network.around(address, IPV4_SUBNET, IPV6_SUBNET)));
  }

  private static List<String> sorted(Stream<String> networks) {
    return networks.distinct().sorted().limit(MAX_NETWORKS).toList();
  }
}
