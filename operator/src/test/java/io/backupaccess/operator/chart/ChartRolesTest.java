package io.backupaccess.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.operator.Permissions;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChartRolesTest {

  @Test
  void aRoleInEachWatchedNamespaceGrantsWhatTheCodeNeedsAndNothingBesides() {
    var chart =
        RenderedChart.with(
            Map.of(
                "watchNamespaces[0]",
                "a",
                "watchNamespaces[1]",
                "b",
                "rbac.aggregatedRoles",
                false,
                "replicas",
                1));

    assertThat(chart.all(Role.class))
        .extracting(role -> role.getMetadata().getNamespace())
        .containsExactly("a", "b");
    assertThat(chart.all(Role.class))
        .allSatisfy(
            role ->
                assertThat(permissions(role.getRules()))
                    .isEqualTo(needed(Permissions.RULES.stream())));
    assertThat(chart.all(ClusterRole.class)).isEmpty();
    assertThat(chart.all(ClusterRoleBinding.class)).isEmpty();
  }

  @Test
  void severalOperatorsMayHoldALeaseInTheirOwnNamespaceAndNoOther() {
    var chart =
        RenderedChart.with(
            Map.of("rbac.scope", "Cluster", "rbac.aggregatedRoles", false, "replicas", 2));

    var role = chart.only(Role.class);
    assertThat(role.getMetadata().getNamespace()).isEqualTo("backups");
    assertThat(permissions(role.getRules())).isEqualTo(needed(Permissions.LEASE_RULES.stream()));
    assertThat(chart.only(RoleBinding.class).getRoleRef().getName())
        .isEqualTo(role.getMetadata().getName());
  }

  @Test
  void eachRoleIsBoundToTheOperatorAlone() {
    var chart =
        RenderedChart.with(
            Map.of("watchNamespaces[0]", "a", "watchNamespaces[1]", "b", "replicas", 1));
    var account = chart.only(ServiceAccount.class).getMetadata();

    assertThat(chart.all(RoleBinding.class))
        .hasSize(2)
        .allSatisfy(
            binding ->
                assertThat(binding.getSubjects())
                    .singleElement()
                    .satisfies(
                        subject -> {
                          assertThat(subject.getName()).isEqualTo(account.getName());
                          assertThat(subject.getNamespace()).isEqualTo("backups");
                        }));
  }

  @Test
  void withTheScopeOfAClusterAClusterRoleGrantsTheSameAndShowsNodesAndVolumes() {
    var chart =
        RenderedChart.with(
            Map.of("rbac.scope", "Cluster", "rbac.aggregatedRoles", false, "replicas", 1));

    assertThat(permissions(chart.only(ClusterRole.class).getRules()))
        .isEqualTo(
            needed(Stream.concat(Permissions.RULES.stream(), Permissions.CLUSTER_RULES.stream())));
    assertThat(chart.only(ClusterRoleBinding.class).getRoleRef().getName())
        .isEqualTo(chart.only(ClusterRole.class).getMetadata().getName());
    assertThat(chart.all(Role.class)).isEmpty();
  }

  @Test
  void theRightToSeePersistentVolumesCanBeWithheld() {
    var chart =
        RenderedChart.with(
            Map.of(
                "rbac.scope",
                "Cluster",
                "rbac.persistentVolumes",
                false,
                "rbac.aggregatedRoles",
                false,
                "replicas",
                1));

    assertThat(permissions(chart.only(ClusterRole.class).getRules()))
        .isEqualTo(
            needed(
                Stream.concat(
                    Permissions.RULES.stream(),
                    Permissions.CLUSTER_RULES.stream()
                        .filter(rule -> !rule.resource().equals("persistentvolumes")))));
  }

  @Test
  void nobodyElseIsGrantedAnythingByDefault() {
    assertThat(RenderedChart.with(Map.of()).all(ClusterRole.class)).isEmpty();
  }

  @Test
  void viewersOfANamespaceSeeItsResourcesAndEditorsChangeThem() {
    var roles = RenderedChart.with(Map.of("rbac.aggregatedRoles", true)).all(ClusterRole.class);

    assertThat(aggregated(roles, "view"))
        .containsOnly(
            "backupaccesses:get",
            "backupaccesses:list",
            "backupaccesses:watch",
            "backupaccesses/status:get",
            "backupaccesses/status:list",
            "backupaccesses/status:watch");
    assertThat(aggregated(roles, "edit"))
        .contains("backupaccesses:create", "backupaccesses:patch", "backupaccesses:get")
        .doesNotContain("backupaccesses/status:patch")
        .isEqualTo(aggregated(roles, "admin"));
  }

  private static Set<String> aggregated(List<ClusterRole> roles, String to) {
    return roles.stream()
        .filter(
            role ->
                role.getMetadata()
                    .getLabels()
                    .containsKey("rbac.authorization.k8s.io/aggregate-to-" + to))
        .flatMap(role -> permissions(role.getRules()).stream())
        .map(permission -> permission.substring(permission.indexOf("/") + 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> needed(Stream<Permissions.Rule> rules) {
    return rules
        .flatMap(
            rule ->
                rule.verbs().stream()
                    .map(verb -> rule.apiGroup() + "/" + rule.resource() + ":" + verb))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Each as {@code group/resource:verb}. */
  private static Set<String> permissions(List<PolicyRule> rules) {
    return rules.stream()
        .flatMap(
            rule ->
                rule.getApiGroups().stream()
                    .flatMap(
                        group ->
                            rule.getResources().stream()
                                .flatMap(
                                    resource ->
                                        rule.getVerbs().stream()
                                            .map(verb -> group + "/" + resource + ":" + verb))))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
