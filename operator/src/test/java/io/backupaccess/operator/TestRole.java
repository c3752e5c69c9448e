package io.backupaccess.operator;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Grants a service account what {@link Permissions} says, in one namespace. */
final class TestRole {

  private TestRole() {}

  static void grant(KubernetesClient client, String namespace, String serviceAccount) {
    List<PolicyRule> rules =
        Permissions.RULES.stream()
            .map(
                rule ->
                    new PolicyRuleBuilder()
                        .withApiGroups(rule.apiGroup())
                        .withResources(rule.resource())
                        .withVerbs(rule.verbs())
                        .build())
            .toList();
    client
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName("operator")
                .withNamespace(namespace)
                .endMetadata()
                .withRules(rules)
                .build())
        .create();
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("operator")
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", "operator")
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(serviceAccount)
                .withNamespace(namespace)
                .endSubject()
                .build())
        .create();
  }
}
