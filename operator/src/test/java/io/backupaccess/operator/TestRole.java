package io.backupaccess.operator;

import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Grants a service account what {@link Permissions} says. */
final class TestRole {

  private static final String API_GROUP = "rbac.authorization.k8s.io";

  private TestRole() {}

  /** In its own namespace. */
  static void grant(KubernetesClient client, String namespace, String serviceAccount) {
    client
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName("operator")
                .withNamespace(namespace)
                .endMetadata()
                .withRules(rules(Permissions.RULES))
                .build())
        .create();
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("operator")
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef(API_GROUP, "Role", "operator")
                .withSubjects(subject(namespace, serviceAccount))
                .build())
        .create();
  }

  /** What is of the cluster, under the namespace's name. */
  static void grantCluster(KubernetesClient client, String namespace, String serviceAccount) {
    client
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(namespace)
                .endMetadata()
                .withRules(rules(Permissions.CLUSTER_RULES))
                .build())
        .create();
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(namespace)
                .endMetadata()
                .withNewRoleRef(API_GROUP, "ClusterRole", namespace)
                .withSubjects(subject(namespace, serviceAccount))
                .build())
        .create();
  }

  static void revokeCluster(KubernetesClient client, String namespace) {
    client.rbac().clusterRoleBindings().withName(namespace).delete();
    client.rbac().clusterRoles().withName(namespace).delete();
  }

  private static List<PolicyRule> rules(List<Permissions.Rule> rules) {
    return rules.stream()
        .map(
            rule ->
                new PolicyRuleBuilder()
                    .withApiGroups(rule.apiGroup())
                    .withResources(rule.resource())
                    .withVerbs(rule.verbs())
                    .build())
        .toList();
  }

  private static Subject subject(String namespace, String serviceAccount) {
    return new SubjectBuilder()
        .withKind("ServiceAccount")
        .withName(serviceAccount)
        .withNamespace(namespace)
        .build();
  }
}
