package io.backupaccess.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.Permissions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The chart's roles in a real API server, asked as the one who has them. {@link ChartRolesTest}
 * compares them with the code, and every other test against the API server runs the operator with
 * no more than that.
 */
@ExtendWith(KubeApiServerExtension.class)
class InstalledRightsTest {

  private static final String RELEASE_NAMESPACE = "backups";

  /** What nobody who takes over the operator shall be able to do, where it is watching. */
  private static final List<String> NEVER =
      List.of(
          // Identities and other people's secrets
          "/secrets:update",
          "/secrets:patch",
          "/secrets:delete",
          "/secrets:deletecollection",
          "/serviceaccounts/token:create",
          "/serviceaccounts:impersonate",
          "/users:impersonate",
          // Code in pods; those of Deployments are the owner's to see
          "/pods:create",
          "/pods:update",
          "/pods/exec:create",
          "/pods/attach:create",
          "/pods/portforward:create",
          "/pods/ephemeralcontainers:patch",
          "/pods/log:get",
          // Data
          "/persistentvolumeclaims:create",
          "/persistentvolumeclaims:update",
          "/persistentvolumeclaims:patch",
          "/persistentvolumeclaims:delete",
          "/persistentvolumes:get",
          // What its owner asked for, and agreed to
          "backupaccess.io/backupaccesses:create",
          "backupaccess.io/backupaccesses:update",
          "backupaccess.io/backupaccesses:patch",
          "backupaccess.io/backupaccesses:delete",
          "/namespaces:patch",
          "/namespaces:update",
          "/namespaces:delete",
          // More rights
          "rbac.authorization.k8s.io/roles:create",
          "rbac.authorization.k8s.io/roles:escalate",
          "rbac.authorization.k8s.io/roles:bind",
          "rbac.authorization.k8s.io/rolebindings:create",
          "rbac.authorization.k8s.io/clusterroles:bind",
          "admissionregistration.k8s.io/validatingwebhookconfigurations:create",
          // What it makes goes with its resource, but for that of readers
          "apps/deployments:deletecollection",
          "/services:delete",
          "/configmaps:deletecollection",
          "networking.k8s.io/networkpolicies:deletecollection",
          "events.k8s.io/events:delete");

  private static Stream<String> needed(List<Permissions.Rule> rules) {
    return rules.stream()
        .flatMap(
            rule ->
                rule.verbs().stream()
                    .map(verb -> rule.apiGroup() + "/" + rule.resource() + ":" + verb));
  }

  private final List<HasMetadata> installed = new ArrayList<>();

  /** Installs the chart's roles and nothing else of it. */
  private void install(KubernetesClient admin, Map<String, Object> values) {
    install(admin, RELEASE_NAMESPACE, values);
  }

  private void install(KubernetesClient admin, String release, Map<String, Object> values) {
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(release).endMetadata().build())
        .serverSideApply();
    RenderedChart.in(release, values).objects().stream()
        .filter(object -> object.getApiVersion().startsWith("rbac.authorization.k8s.io/"))
        .forEach(
            object -> installed.add(admin.resource(object).forceConflicts().serverSideApply()));
  }

  /** The API server is there for other tests too. */
  @AfterEach
  void remove(KubeApiServer server) {
    installed.forEach(object -> server.client().resource(object).delete());
  }

  private static Rights operator(KubeApiServer server, String account) {
    return new Rights(server, RELEASE_NAMESPACE, account);
  }

  @Test
  void installedForANamespaceTheOperatorMayDoThereWhatItHasToAndNothingElsewhere(
      KubeApiServer server) {
    String watched = server.newNamespace();
    String other = server.newNamespace();
    install(
        server.client(), Map.of("watchNamespaces[0]", watched, "serviceAccount.name", "narrow"));
    try (Rights operator = operator(server, "narrow")) {
      operator.await("events.k8s.io/events:create", watched);

      assertThat(needed(Permissions.RULES)).allMatch(what -> operator.allow(what, watched));
      assertThat(NEVER).noneMatch(what -> operator.allow(what, watched));
      assertThat(needed(Permissions.RULES)).noneMatch(what -> operator.allow(what, other));
      assertThat(needed(Permissions.RULES)).noneMatch(what -> operator.allow(what, null));
      assertThat(needed(Permissions.CLUSTER_RULES)).noneMatch(what -> operator.allow(what, null));
    }
  }

  @Test
  void installedForTheClusterTheOperatorMayDoTheSameEverywhereAndSeeNodesAndVolumes(
      KubeApiServer server) {
    String anywhere = server.newNamespace();
    install(server.client(), Map.of("rbac.scope", "Cluster", "serviceAccount.name", "wide"));
    try (Rights operator = operator(server, "wide")) {
      operator.await("/nodes:watch", null);

      assertThat(needed(Permissions.RULES)).allMatch(what -> operator.allow(what, anywhere));
      assertThat(needed(Permissions.CLUSTER_RULES)).allMatch(what -> operator.allow(what, null));
      assertThat(NEVER).noneMatch(what -> operator.allow(what, anywhere));
      assertThat(NEVER).noneMatch(what -> operator.allow(what, null));
      assertThat(List.of("/nodes:patch", "/nodes/proxy:get", "/nodes:delete"))
          .noneMatch(what -> operator.allow(what, null));
    }
  }

  @Test
  void severalOperatorsMayHoldTheirLeaseAndTouchNoOther(KubeApiServer server) {
    String watched = server.newNamespace();
    String release = server.newNamespace();
    install(server.client(), release, Map.of("watchNamespaces[0]", watched, "replicas", 2));
    Lease own = server.client().resource(lease(release, "backup-access-operator")).create();
    Lease other = server.client().resource(lease(release, "other-operator")).create();
    try (Rights operator = new Rights(server, release, "backup-access")) {
      operator.await("coordination.k8s.io/leases:create", release);
      KubernetesClient client = operator.client();

      assertThat(client.resource(own).get()).isNotNull();
      client.resource(own).edit(InstalledRightsTest::held);

      forbidden(() -> client.resource(held(own)).update());
      forbidden(() -> client.resource(own).delete());
      forbidden(() -> client.leases().inNamespace(release).list());
      forbidden(() -> client.resource(other).get());
      forbidden(() -> client.resource(held(other)).update());
      forbidden(() -> client.resource(held(other)).patch());
      forbidden(() -> client.resource(lease(watched, "backup-access-operator")).create());
      forbidden(() -> client.resource(lease("kube-system", "backup-access-operator")).create());
    }
  }

  private static Lease lease(String namespace, String name) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  private static Lease held(Lease lease) {
    return lease.edit().editSpec().withHolderIdentity("somebody").endSpec().build();
  }

  @Test
  void aSecretOfAnotherNamespaceCannotBeReadAndAnIdentityCannotBeChanged(KubeApiServer server) {
    String watched = server.newNamespace();
    String other = server.newNamespace();
    Secret here = server.client().resource(secret(watched)).create();
    server.client().resource(secret(other)).create();
    install(
        server.client(), Map.of("watchNamespaces[0]", watched, "serviceAccount.name", "reader"));
    try (Rights operator = operator(server, "reader")) {
      operator.await("/secrets:get", watched);
      KubernetesClient client = operator.client();

      // No role can ask for a label: in its namespaces the operator is trusted to.
      assertThat(client.resource(here).get()).isNotNull();
      forbidden(() -> client.secrets().inNamespace(other).withName("password").get());
      forbidden(() -> client.secrets().inNamespace(other).list());
      forbidden(() -> client.secrets().inAnyNamespace().list());
      forbidden(() -> client.resource(here).delete());
      forbidden(
          () ->
              client
                  .resource(here)
                  .edit(secret -> secret.edit().addToStringData("a", "b").build()));
    }
  }

  private static void forbidden(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
  }

  private static Secret secret(String namespace) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("password")
        .withNamespace(namespace)
        .endMetadata()
        .addToStringData("password", "x")
        .build();
  }

  @Test
  void whoMayViewEditOrAdministerANamespaceMaySoItsAccessesAndNobodyWritesStatuses(
      KubeApiServer server) {
    String namespace = server.newNamespace();
    String other = server.newNamespace();
    // As for an install in this namespace alone: the roles of users are of the cluster all the
    // same.
    install(server.client(), Map.of("watchNamespaces[0]", namespace, "rbac.aggregatedRoles", true));
    String access = "backupaccess.io/backupaccesses";
    List<String> reading = List.of(access + ":get", access + ":list", access + "/status:get");
    List<String> writing =
        List.of(access + ":create", access + ":update", access + ":patch", access + ":delete");

    for (String role : List.of("view", "edit", "admin")) {
      bind(server.client(), namespace, role);
      try (Rights user = new Rights(server, namespace, role)) {
        user.await(access + ":watch", namespace);
        if (!role.equals("view")) {
          user.await(access + ":deletecollection", namespace);
        }
        assertThat(reading).allMatch(what -> user.allow(what, namespace));
        assertThat(writing).allMatch(what -> user.allow(what, namespace) == !role.equals("view"));
        assertThat(user.allow(access + "/status:patch", namespace)).isFalse();
        assertThat(user.allow(access + "/status:update", namespace)).isFalse();
        assertThat(reading).noneMatch(what -> user.allow(what, other));
      }
    }
    try (Rights viewer = new Rights(server, namespace, "view");
        Rights nobody = new Rights(server, namespace, "nobody")) {
      assertThat(viewer.client().resources(BackupAccess.class).inNamespace(namespace).list())
          .isNotNull();
      forbidden(() -> nobody.client().resources(BackupAccess.class).inNamespace(namespace).list());
    }
  }

  /** To a service account of the role's name. */
  private static void bind(KubernetesClient admin, String namespace, String role) {
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(role)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(role)
                .withNamespace(namespace)
                .endSubject()
                .build())
        .create();
  }
}
