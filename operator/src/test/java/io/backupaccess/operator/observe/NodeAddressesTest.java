package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.sshkey.Network;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeAddressesTest {

  @Test
  void each_address_is_a_network_of_its_own() {
    assertThat(NodeAddresses.networks(List.of("10.0.0.7", "2001:db8::7", "10.0.0.7")))
        .containsExactly("10.0.0.7/32", "2001:db8:0:0:0:0:0:7/128");
  }

  @Test
  void the_order_of_the_nodes_does_not_matter() {
    assertThat(NodeAddresses.networks(List.of("10.0.0.7", "10.0.0.8")))
        .isEqualTo(NodeAddresses.networks(List.of("10.0.0.8", "10.0.0.7")));
  }

  @Test
  void of_many_nodes_their_subnets_are_named_and_every_node_stays_among_them() {
    List<String> nodes =
        IntStream.rangeClosed(1, NodeAddresses.MAX_NETWORKS)
            .mapToObj(i -> "10.0.%d.%d".formatted(i / 200, i % 200))
            .toList();
    assertThat(NodeAddresses.networks(nodes)).hasSize(NodeAddresses.MAX_NETWORKS);

    List<String> more = Stream.concat(nodes.stream(), Stream.of("2001:db8::7")).toList();

    assertThat(NodeAddresses.networks(more))
        .hasSize(12)
        .contains("10.0.0.0/24", "10.0.10.0/24", "2001:db8:0:0:0:0:0:0/64")
        .allMatch(Network::isCidr);
  }
}
