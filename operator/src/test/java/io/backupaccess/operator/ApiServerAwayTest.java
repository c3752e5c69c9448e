package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The API server's process ends and comes again, under a running operator. {@code
 * -Dapi.away.seconds=600} makes it as long as an upgrade may take.
 */
class ApiServerAwayTest {

  private static final Duration AWAY = Duration.ofSeconds(Long.getLong("api.away.seconds", 20));

  @TempDir private Path folder;

  @Test
  void the_operator_goes_on_and_does_afterwards_what_was_left_undone() throws Exception {
    try (KubeApiServer server = KubeApiServer.start()) {
      String namespace = server.newNamespace();
      try (OperatorProcess operator = start(server, namespace)) {
        operator.awaitReady();
        create(server, namespace, "before");
        awaitService(server, namespace, "before");

        server.stopApiServer();
        assertThat(operator.process().waitFor(AWAY.toSeconds(), TimeUnit.SECONDS))
            .as(operator.log())
            .isFalse();
        assertThat(operator.live()).isTrue();
        server.startApiServer();

        server.client().services().inNamespace(namespace).withName("before-gateway").delete();
        create(server, namespace, "after");
        awaitService(server, namespace, "after");
        awaitService(server, namespace, "before");
        assertThat(operator.process().isAlive()).isTrue();
        operator.awaitReady();
      }
    }
  }

  @Test
  void one_that_starts_while_it_is_away_waits_for_it() throws Exception {
    try (KubeApiServer server = KubeApiServer.start()) {
      String namespace = server.newNamespace();
      create(server, namespace, "shop");
      server.stopApiServer();
      try (OperatorProcess operator = start(server, namespace)) {
        assertThat(operator.process().waitFor(AWAY.toSeconds(), TimeUnit.SECONDS))
            .as(operator.log())
            .isFalse();
        assertThat(operator.live()).isTrue();
        assertThat(operator.ready()).isFalse();
        server.startApiServer();

        operator.awaitReady();
        awaitService(server, namespace, "shop");
      }
    }
  }

  private OperatorProcess start(KubeApiServer server, String namespace) throws Exception {
    return OperatorProcess.start(
        folder.resolve("log"),
        Map.of(
            "KUBECONFIG",
            server.kubeconfig().toString(),
            "GATEWAY_IMAGE",
            "example/gateway:1",
            "OPERATOR_NAMESPACE",
            "backup-access",
            "WATCH_NAMESPACES",
            namespace));
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
        .waitUntilCondition(service -> service != null, 90, TimeUnit.SECONDS);
  }
}
