package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two programs over the same resources. */
@ExtendWith(KubeApiServerExtension.class)
class SeveralOperatorsTest {

  private static final String WORKS = "the operator runs";

  @TempDir private Path folder;

  @Test
  void one_works_and_when_it_is_killed_the_other_takes_over(KubeApiServer server) throws Exception {
    String namespace = server.newNamespace();
    try (OperatorProcess first = start(server, namespace, "first", "true");
        OperatorProcess second = start(server, namespace, "second", "true")) {
      first.awaitReady();
      second.awaitReady();
      first.await(() -> works(first) || works(second));
      OperatorProcess leader = works(first) ? first : second;
      OperatorProcess other = leader == first ? second : first;
      create(server, namespace, "shop");
      awaitService(server, namespace, "shop");
      assertThat(works(other)).isFalse();
      assertThat(other.ready()).isTrue();

      // It had no time to give its Lease back.
      leader.process().destroyForcibly();
      create(server, namespace, "bakery");

      awaitService(server, namespace, "bakery");
      assertThat(works(other)).isTrue();
    }
  }

  @Test
  void one_that_is_told_to_end_gives_its_lease_back(KubeApiServer server) throws Exception {
    String namespace = server.newNamespace();
    try (OperatorProcess operator = start(server, namespace, "only", "true")) {
      operator.await(() -> works(operator));
      operator.process().destroy();
      assertThat(operator.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(
            server
                .client()
                .leases()
                .inNamespace(namespace)
                .withName("backup-access-operator")
                .get()
                .getSpec()
                .getHolderIdentity())
        .as(Files.readString(folder.resolve("only")))
        .isNullOrEmpty();
  }

  @Test
  void two_that_know_nothing_of_each_other_do_no_harm(KubeApiServer server) throws Exception {
    String namespace = server.newNamespace();
    try (OperatorProcess first = start(server, namespace, "first", "false");
        OperatorProcess second = start(server, namespace, "second", "false")) {
      first.awaitReady();
      second.awaitReady();
      for (String name : List.of("a", "b", "c", "d", "e")) {
        create(server, namespace, name);
      }
      for (String name : List.of("a", "b", "c", "d", "e")) {
        awaitService(server, namespace, name);
      }
      // Whoever made the identity: what is published stays.
      awaitQuiet(server, namespace);
      Map<String, String> before = versions(server, namespace);
      TimeUnit.SECONDS.sleep(20);
      assertThat(versions(server, namespace)).isEqualTo(before);
    }
  }

  private OperatorProcess start(
      KubeApiServer server, String namespace, String name, String election) throws IOException {
    return OperatorProcess.start(
        folder.resolve(name),
        Map.of(
            "KUBECONFIG",
            server.kubeconfig().toString(),
            "GATEWAY_IMAGE",
            "example/gateway:1",
            "OPERATOR_NAMESPACE",
            namespace,
            "WATCH_NAMESPACES",
            namespace,
            "HOSTNAME",
            name,
            "LEADER_ELECTION",
            election));
  }

  private static boolean works(OperatorProcess operator) {
    try {
      return operator.log().contains(WORKS);
    } catch (IOException e) {
      return false;
    }
  }

  private static void create(KubeApiServer server, String namespace, String name) {
    BackupAccess access =
        server
            .client()
            .getKubernetesSerialization()
            .unmarshal(TestAccess.simple(name), BackupAccess.class);
    access.getMetadata().setNamespace(namespace);
    server.client().resource(access).create();
  }

  private static void awaitService(KubeApiServer server, String namespace, String name) {
    server
        .client()
        .services()
        .inNamespace(namespace)
        .withName(name + "-gateway")
        .waitUntilCondition(service -> service != null, 60, TimeUnit.SECONDS);
  }

  /** Until ten seconds have brought no change, or a minute has passed. */
  private static void awaitQuiet(KubeApiServer server, String namespace)
      throws InterruptedException {
    Map<String, String> before = Map.of();
    for (int i = 0; i < 6 && !before.equals(versions(server, namespace)); i++) {
      before = versions(server, namespace);
      TimeUnit.SECONDS.sleep(10);
    }
  }

  private static Map<String, String> versions(KubeApiServer server, String namespace) {
    Map<String, String> versions = new HashMap<>();
    var client = server.client();
    client
        .resources(BackupAccess.class)
        .inNamespace(namespace)
        .list()
        .getItems()
        .forEach(
            o ->
                versions.put(
                    o.getFullResourceName() + o.getMetadata().getName(),
                    o.getMetadata().getResourceVersion()));
    client
        .secrets()
        .inNamespace(namespace)
        .list()
        .getItems()
        .forEach(
            o ->
                versions.put(
                    "secret" + o.getMetadata().getName(), o.getMetadata().getResourceVersion()));
    client
        .services()
        .inNamespace(namespace)
        .list()
        .getItems()
        .forEach(
            o ->
                versions.put(
                    "service" + o.getMetadata().getName(), o.getMetadata().getResourceVersion()));
    client
        .configMaps()
        .inNamespace(namespace)
        .list()
        .getItems()
        .forEach(
            o ->
                versions.put(
                    "configmap" + o.getMetadata().getName(), o.getMetadata().getResourceVersion()));
    return versions;
  }
}
