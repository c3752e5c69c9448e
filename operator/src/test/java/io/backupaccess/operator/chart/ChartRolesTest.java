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
  void a_role_in_each_watched_namespace_grants_what_the_code_needs_and_nothing_besides() {
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
  void several_operators_may_hold_a_lease_in_their_own_namespace_and_no_other() {
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
  void each_role_is_bound_to_the_operator_alone() {
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
  void with_the_scope_of_a_cluster_a_cluster_role_grants_the_same_and_shows_the_nodes() {
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
  void nobody_else_is_granted_anything_by_default() {
    assertThat(RenderedChart.with(Map.of()).all(ClusterRole.class)).isEmpty();
  }

  @Test
  void viewers_of_a_namespace_see_its_resources_and_editors_change_them() {
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
