package io.backupaccess.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.EndpointSpec;
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

  private static BackupAccessSpec spec(GatewayServiceSpec.Type type, String host, Integer port) {
    return new BackupAccessSpec(
        false,
        null,
        null,
        new GatewayServiceSpec(type, null, null, null, null, null, null, null, null),
        new EndpointSpec(host, port),
        null,
        null,
        null,
        null,
        null);
  }

  /** On a node with addresses of both families. */
  private static final GatewayPod POD =
      new GatewayPod(
          "p",
          "u",
          "",
          "n",
          "10.1.1.1",
          List.of("192.0.2.10", "2001:db8:2::10"),
          true,
          true,
          null,
          null,
          Set.of(),
          Set.of(),
          Map.of());

  private static GatewayState state(String type, String ingress) {
    return new GatewayState(
        null,
        List.of(POD),
        new ServiceState(
            type,
            null,
            ingress == null ? List.of() : List.of(ingress),
            List.of("10.0.0.1"),
            30022,
            null),
        null,
        List.of(),
        PullReport.NOTHING,
        false);
  }

  @Test
  void aLoadBalancerHasAnAddressOnceTheCloudGaveOne() {
    var spec = spec(GatewayServiceSpec.Type.LOAD_BALANCER, null, null);
    assertThat(Endpoint.of(spec, state("LoadBalancer", null))).isEmpty();
    assertThat(Endpoint.of(spec, state("LoadBalancer", "lb.example.com")))
        .contains(new Endpoint(List.of("lb.example.com"), 22));
  }

  @Test
  void aNodePortIsReachedAtTheNodeThatTheGatewayRunsOn() {
    assertThat(
            Endpoint.of(
                spec(GatewayServiceSpec.Type.NODE_PORT, null, null), state("NodePort", null)))
        .contains(new Endpoint(List.of("192.0.2.10"), 30022));
  }

  @Test
  void aClusterIpIsReachedInsideTheCluster() {
    assertThat(
            Endpoint.of(
                spec(GatewayServiceSpec.Type.CLUSTER_IP, null, null), state("ClusterIP", null)))
        .contains(new Endpoint(List.of("10.0.0.1"), 22));
  }

  @Test
  void aServiceOfTwoFamiliesIsReachedAtTheAddressesOfBoth() {
    assertThat(
            Endpoint.of(
                spec(GatewayServiceSpec.Type.LOAD_BALANCER, null, null), dualStack("LoadBalancer")))
        .contains(new Endpoint(List.of("203.0.113.7", "2001:db8::7"), 22));
    assertThat(
            Endpoint.of(spec(GatewayServiceSpec.Type.NODE_PORT, null, null), dualStack("NodePort")))
        .contains(new Endpoint(List.of("192.0.2.10", "2001:db8:2::10"), 30022));
    assertThat(
            Endpoint.of(
                spec(GatewayServiceSpec.Type.CLUSTER_IP, null, null), dualStack("ClusterIP")))
        .contains(new Endpoint(List.of("10.0.0.1", "2001:db8:1::1"), 22));
  }

  private static GatewayState dualStack(String type) {
    return new GatewayState(
        null,
        List.of(POD),
        new ServiceState(
            type,
            null,
            List.of("203.0.113.7", "2001:db8::7"),
            List.of("10.0.0.1", "2001:db8:1::1"),
            30022,
            null),
        null,
        List.of(),
        PullReport.NOTHING,
        false);
  }

  @Test
  void whatTheOwnerAdvertisesComesFirst() {
    assertThat(
            Endpoint.of(
                spec(GatewayServiceSpec.Type.CLUSTER_IP, "backup.example.com", 2022),
                state("ClusterIP", null)))
        .contains(new Endpoint(List.of("backup.example.com"), 2022));
  }

  @Test
  void anAddressThatCouldBeMoreThanAnAddressInAShellIsNotPublished() {
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
  void anIpv6AddressIsInBracketsBeforeAPath() {
    assertThat(new Endpoint(List.of("2001:db8::1"), 22).host()).isEqualTo("[2001:db8::1]");
  }
}
