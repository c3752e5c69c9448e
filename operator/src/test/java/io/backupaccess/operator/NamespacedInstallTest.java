package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The operator with the Roles that the chart makes by default, and no right besides. */
@ExtendWith(KubeApiServerExtension.class)
class NamespacedInstallTest {

  private static final long LIMIT_SECONDS = 60;

  private static final String READ_ALL =
      TestAccess.simple("all") + "  files: {privilege: ReadAll}\n";

  @TempDir private Path folder;

  @Test
  void whatIsOfTheClusterIsGoneWithoutAndWhatIsOfTheNamespaceIsNot(KubeApiServer server)
      throws Exception {
    OperatorScene watched = OperatorScene.in(server);
    OperatorScene other = OperatorScene.in(server);
    Node node = server.client().resource(node(watched.namespace())).create();
    try (InstalledChart chart = install(server, watched);
        OperatorProcess operator = chart.start(folder.resolve("log"), Map.of())) {
      operator.awaitReady();
      other.create("shop");
      watched.create("shop");
      watched.apply(READ_ALL);

      watched.awaitReason("shop", "VolumesReady", "ClaimNotFound");
      watched.awaitService("shop", LIMIT_SECONDS);
      var deployments = server.client().apps().deployments().inNamespace(watched.namespace());
      // Nodes, and priority where the installer may not make a class.
      assertThat(watched.configuration("shop")).contains("server").doesNotContain("natPeers");
      assertThat(
              deployments
                  .withName("shop-gateway")
                  .get()
                  .getSpec()
                  .getTemplate()
                  .getSpec()
                  .getPriorityClassName())
          .isNull();
      // Of the namespace: its owner's consent, and Events.
      watched.awaitReason("all", "GatewayReady", "ReadAllNotAllowed");
      server
          .client()
          .namespaces()
          .withName(watched.namespace())
          .edit(
              found ->
                  new NamespaceBuilder(found)
                      .editMetadata()
                      .addToAnnotations("backupaccess.io/allow-read-all", "true")
                      .endMetadata()
                      .build());
      watched.awaitReason("all", "GatewayReady", "GatewayStarting");
      assertThat(
              server
                  .client()
                  .events()
                  .v1()
                  .events()
                  .inNamespace(watched.namespace())
                  .list()
                  .getItems())
          .anyMatch(event -> "ClaimNotFound".equals(event.getReason()));
      // Other namespaces.
      assertThat(other.get("shop").getStatus()).isNull();
      assertThat(server.client().services().inNamespace(other.namespace()).list().getItems())
          .isEmpty();
      assertQuiet(operator);
    } finally {
      server.client().resource(node).delete();
    }
  }

  @Test
  void aWatchedNamespaceThatIsDeletedTakesNoOtherWithIt(KubeApiServer server) throws Exception {
    OperatorScene stays = OperatorScene.in(server);
    OperatorScene goes = OperatorScene.in(server);
    try (InstalledChart chart = install(server, stays, goes)) {
      try (OperatorProcess operator = chart.start(folder.resolve("first"), Map.of())) {
        operator.awaitReady();
        goes.create("shop");
        goes.awaitService("shop", LIMIT_SECONDS);

        server.client().namespaces().withName(goes.namespace()).delete();
        server
            .client()
            .namespaces()
            .withName(goes.namespace())
            .waitUntilCondition(found -> found == null, LIMIT_SECONDS, TimeUnit.SECONDS);

        stays.create("before");
        stays.awaitService("before", LIMIT_SECONDS);
        operator.await(() -> saysWithoutRights(operator, goes.namespace()));
        stays.create("between");
        stays.awaitService("between", LIMIT_SECONDS);
        operator.awaitReady();
        assertQuiet(operator);
      }
      try (OperatorProcess operator = chart.start(folder.resolve("second"), Map.of())) {
        operator.awaitReady();
        stays.create("after");
        stays.awaitService("after", LIMIT_SECONDS);
        assertQuiet(operator);
      }
    }
  }

  @Test
  void whoTakesItsRoleFromTheOperatorDoesSoForThatNamespaceAlone(KubeApiServer server)
      throws Exception {
    OperatorScene stays = OperatorScene.in(server);
    OperatorScene tenant = OperatorScene.in(server);
    OperatorScene sly = OperatorScene.in(server);
    try (InstalledChart chart = install(server, stays, tenant, sly)) {
      var bindings =
          server
              .client()
              .rbac()
              .roleBindings()
              .inNamespace(tenant.namespace())
              .withName("backup-access");
      RoleBinding binding = bindings.get();
      bindings.delete();
      withoutConfigMaps(sly);
      try (OperatorProcess operator = chart.start(folder.resolve("log"), Map.of())) {
        operator.awaitReady();
        stays.create("shop");
        tenant.create("shop");
        sly.create("shop");
        stays.awaitService("shop", LIMIT_SECONDS);
        assertThat(tenant.get("shop").getStatus()).isNull();
        assertQuiet(operator);

        binding.getMetadata().setResourceVersion(null);
        server.client().resource(binding).create();
        tenant.awaitService("shop", LIMIT_SECONDS);
        assertThat(sly.get("shop").getStatus()).isNull();
      }
    }
  }

  /** All other rights stay. */
  private static void withoutConfigMaps(OperatorScene scene) {
    scene
        .server()
        .client()
        .rbac()
        .roles()
        .inNamespace(scene.namespace())
        .withName("backup-access")
        .edit(
            role -> {
              role.getRules().forEach(rule -> rule.getResources().remove("configmaps"));
              role.getRules().removeIf(rule -> rule.getResources().isEmpty());
              return role;
            });
  }

  private static InstalledChart install(KubeApiServer server, OperatorScene... watched) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < watched.length; i++) {
      values.put("watchNamespaces[" + i + "]", watched[i].namespace());
    }
    return InstalledChart.in(server, server.newNamespace(), values);
  }

  private static boolean saysWithoutRights(OperatorProcess operator, String namespace) {
    try {
      return operator.log().contains("{\"withoutRights\":\"[" + namespace + "]\"}");
    } catch (IOException e) {
      return false;
    }
  }

  /** A log that somebody reads: no line for each try, and none of a program that failed. */
  private static void assertQuiet(OperatorProcess operator) throws IOException {
    List<String> lines = operator.log().lines().toList();
    assertThat(lines).hasSizeLessThan(40).noneMatch(line -> line.contains("\"level\":\"ERROR\""));
    assertThat(lines.stream().filter(line -> line.contains("\"level\":\"WARN\"")))
        .hasSizeLessThan(10);
  }

  private static Node node(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withUnschedulable(true)
        .endSpec()
        .withNewStatus()
        .addNewAddress("192.0.2.17", "InternalIP")
        .endStatus()
        .build();
  }
}
