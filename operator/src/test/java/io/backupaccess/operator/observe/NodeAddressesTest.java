package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.sshkey.Network;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeAddressesTest {

  @Test
  void eachAddressIsANetworkOfItsOwn() {
    assertThat(NodeAddresses.of(node("10.0.0.7", "2001:db8::7", "10.0.0.7")))
        .containsExactly("10.0.0.7/32", "2001:db8:0:0:0:0:0:7/128");
  }

  @Test
  void aNodeHasTheFirstAddressesOfItsPodsNetworksAndPodsHaveTheOthers() {
    Node node =
        node()
            .edit()
            .withNewSpec()
            .withPodCIDRs("10.244.3.0/24", "fd00:10:244:3::/64", "nonsense")
            .endSpec()
            .build();
    assertThat(NodeAddresses.of(node))
        .containsExactly("10.244.3.0/31", "fd00:10:244:3:0:0:0:0/127");
  }

  @Test
  void aNodeHasTheAddressesThatNetworkPluginsGaveIt() {
    Node node =
        node()
            .edit()
            .editMetadata()
            .addToAnnotations("projectcalico.org/IPv4Address", "192.0.2.8/24")
            .addToAnnotations("projectcalico.org/IPv4IPIPTunnelAddr", "10.244.73.64")
            .addToAnnotations("projectcalico.org/labels", "{}")
            .addToAnnotations("network.cilium.io/ipv6-cilium-host", "fd00::7")
            .addToAnnotations("example.com/backup-host", "203.0.113.7")
            .endMetadata()
            .build();
    assertThat(NodeAddresses.of(node))
        .containsExactly("10.244.73.64/32", "192.0.2.8/32", "fd00:0:0:0:0:0:0:7/128");
  }

  private static Node node(String... addresses) {
    return new NodeBuilder()
        .withNewMetadata()
        .endMetadata()
        .withNewStatus()
        .withAddresses(
            Stream.of(addresses).map(address -> new NodeAddress(address, "InternalIP")).toList())
        .endStatus()
        .build();
  }

  @Test
  void theOrderOfTheNodesDoesNotMatter() {
    assertThat(NodeAddresses.networks(List.of("10.0.0.7/32", "10.0.0.8/32", "10.0.0.7/32")))
        .isEqualTo(NodeAddresses.networks(List.of("10.0.0.8/32", "10.0.0.7/32")));
  }

  @Test
  void ofManyNodesTheirSubnetsAreNamedAndEveryNodeStaysAmongThem() {
    List<String> nodes =
        IntStream.rangeClosed(1, NodeAddresses.MAX_NETWORKS)
            .mapToObj(i -> "10.0.%d.%d/32".formatted(i / 200, i % 200))
            .toList();
    assertThat(NodeAddresses.networks(nodes)).hasSize(NodeAddresses.MAX_NETWORKS);

    List<String> more =
        Stream.concat(nodes.stream(), Stream.of("2001:db8:0:0:0:0:0:7/128")).toList();

    assertThat(NodeAddresses.networks(more))
        .hasSize(12)
        .contains("10.0.0.0/24", "10.0.10.0/24", "2001:db8:0:0:0:0:0:0/64")
        .allMatch(Network::isCidr);
  }
}
