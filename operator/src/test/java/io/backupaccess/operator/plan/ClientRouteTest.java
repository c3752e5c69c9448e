package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientRouteTest {

  private static final List<String> NODES = List.of("10.0.0.11/32");
  private static final String PROXY = "server: {proxyProtocol: {trustedPeers: [10.0.0.0/24]}}";
  private static final String CLUSTER = "service: {externalTrafficPolicy: Cluster}";

  private static ClientRoute route(List<String> nodes, String... spec) {
    String yaml =
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: shop}
        spec:
          keys: []
          volumes: []
        """
            + String.join("\n", spec).indent(2);
    return ClientRoute.of(PlanCase.YAML.unmarshal(yaml, BackupAccess.class).getSpec(), nodes);
  }

  @Test
  void isJudgedByTheNodesOrByProxiesThatTell() {
    assertThat(route(NODES, "suspend: false").judged()).isTrue();
    assertThat(route(List.of(), PROXY).judged()).isTrue();
    assertThat(route(List.of(), "suspend: false").judged()).isFalse();
    assertThat(route(List.of(), CLUSTER).judged()).isFalse();
  }

  @Test
  void mayHideAnybodyOnlyWhereNodesAreNotSeenAndAnyOfThemPassesClientsOn() {
    assertThat(route(List.of(), CLUSTER).natPeers()).containsExactly("0.0.0.0/0", "::/0");
    assertThat(route(List.of(), CLUSTER, PROXY).natPeers()).isEmpty();
    assertThat(route(List.of(), "suspend: false").natPeers()).isEmpty();
    assertThat(route(NODES, CLUSTER).natPeers()).isEmpty();
    assertThat(route(NODES, CLUSTER).nodes()).isEqualTo(NODES);
  }

  @Test
  void knowsThoseTooWhomTheResourceNames() {
    String server = "server: {natPeers: [192.0.2.0/24]}";
    assertThat(route(NODES, server).natPeers()).containsExactly("192.0.2.0/24");
    assertThat(route(NODES, server).nodes()).containsExactlyElementsOf(NODES);
    assertThat(route(List.of(), server).natPeers()).containsExactly("192.0.2.0/24");
    assertThat(route(List.of(), server).judged()).isFalse();
    assertThat(route(NODES, server).name()).as("what was seen before is forgotten").isNotNull();
  }

  @Test
  void mayHideAnybodyWhereOneOfThemCannotBeRead() {
    assertThat(route(NODES, "server: {natPeers: [balancer]}").natPeers())
        .containsExactly("0.0.0.0/0", "::/0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "suspend: true",
        "service: {externalTrafficPolicy: Local}",
        "service: {port: 2222, labels: {a: b}, loadBalancerSourceRanges: [203.0.113.0/24]}",
        "server: {protocols: [Rsync]}"
      })
  void isTheDefaultWhateverDoesNotConcernIt(String spec) {
    assertThat(route(NODES, spec).name()).isNull();
  }

  @Test
  void isAnotherOneWithAllThatLoadBalancersAndKubeProxyGoBy() {
    List<String> names =
        Stream.of(
                route(NODES, CLUSTER),
                route(List.of(), CLUSTER),
                route(NODES, "service: {type: NodePort}"),
                route(NODES, "service: {type: NodePort, externalTrafficPolicy: Cluster}"),
                route(NODES, "service: {type: ClusterIP}"),
                route(NODES, "service: {loadBalancerClass: example.org/a}"),
                route(NODES, "service: {annotations: {example.org/a: b}}"),
                route(NODES, "service: {annotations: {example.org/a: c}}"))
            .map(ClientRoute::name)
            .toList();
    assertThat(names).doesNotHaveDuplicates().doesNotContainNull();
  }

  @Test
  void changesTheConfigurationAndRollsNoPod() {
    Path nodes = folder("30-clients-may-hide-behind-nodes");
    GatewayPlan plan = PlanCase.of(nodes, object -> true).plan();
    GatewayPlan withoutNodes = PlanCase.of(nodes, object -> !(object instanceof Node)).plan();
    GatewayPlan byAnyNode =
        PlanCase.of(
                folder("36-any-address-may-be-a-nodes-where-nodes-are-not-seen"), object -> true)
            .plan();

    assertThat(Stream.of(plan, withoutNodes, byAnyNode).map(GatewayPlan::configurationDigest))
        .doesNotHaveDuplicates();
    assertThat(Stream.of(withoutNodes, byAnyNode).map(ClientRouteTest::deployment))
        .containsOnly(deployment(plan));
  }

  private static Path folder(String name) {
    return PlanCase.folders().stream()
        .filter(folder -> folder.endsWith(name))
        .findFirst()
        .orElseThrow();
  }

  private static HasMetadata deployment(GatewayPlan plan) {
    return plan.objects().stream().filter(Deployment.class::isInstance).findFirst().orElseThrow();
  }
}
