package io.backupaccess.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.GatewayServiceSpec;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.PullReport;
import io.backupaccess.operator.observe.ServiceState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointTest {

  private static GatewayServiceSpec spec(
      GatewayServiceSpec.Type type, String advertisedHost, Integer advertisedPort) {
    return new GatewayServiceSpec(
        type, null, null, null, null, null, null, null, null, advertisedHost, advertisedPort);
  }

  private static GatewayState state(String type, String ingress) {
    var pod =
        new GatewayPod(
            "p", "u", "", "n", "10.1.1.1", "192.0.2.10", true, null, null, Set.of(), Map.of());
    return new GatewayState(
        null,
        List.of(pod),
        new ServiceState(type, ingress, "10.0.0.1", 30022, null),
        null,
        PullReport.NOTHING);
  }

  @Test
  void a_load_balancer_has_an_address_once_the_cloud_gave_one() {
    var spec = spec(GatewayServiceSpec.Type.LOAD_BALANCER, null, null);
    assertThat(Endpoint.of(spec, state("LoadBalancer", null))).isEmpty();
    assertThat(Endpoint.of(spec, state("LoadBalancer", "lb.example.com")))
        .contains(new Endpoint("lb.example.com", 22));
  }

  @Test
  void a_node_port_is_reached_at_the_node_that_the_gateway_runs_on() {
    assertThat(
            Endpoint.of(
                spec(GatewayServiceSpec.Type.NODE_PORT, null, null), state("NodePort", null)))
        .contains(new Endpoint("192.0.2.10", 30022));
  }

  @Test
  void a_cluster_ip_is_reached_inside_the_cluster() {
    assertThat(
            Endpoint.of(
                spec(GatewayServiceSpec.Type.CLUSTER_IP, null, null), state("ClusterIP", null)))
        .contains(new Endpoint("10.0.0.1", 22));
  }

  @Test
  void what_the_owner_advertises_comes_first() {
    assertThat(
            Endpoint.of(
                spec(GatewayServiceSpec.Type.CLUSTER_IP, "backup.example.com", 2022),
                state("ClusterIP", null)))
        .contains(new Endpoint("backup.example.com", 2022));
  }

  @Test
  void an_address_that_could_be_more_than_an_address_in_a_shell_is_not_published() {
    for (String bad : List.of("a b", "$(x)", "-oProxyCommand=x", "a;b", "a'b")) {
      assertThat(
              Endpoint.of(
                  spec(GatewayServiceSpec.Type.LOAD_BALANCER, null, null),
                  state("LoadBalancer", bad)))
          .as(bad)
          .isEqualTo(Optional.empty());
    }
  }

  @Test
  void an_ipv6_address_is_in_brackets_before_a_path() {
    assertThat(new Endpoint("2001:db8::1", 22).host()).isEqualTo("[2001:db8::1]");
  }
}
