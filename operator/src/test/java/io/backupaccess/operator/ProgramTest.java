package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own. */
@ExtendWith(KubeApiServerExtension.class)
class ProgramTest {

  private static final long LIMIT_SECONDS = 60;

  @TempDir private Path folder;

  @Test
  void it_becomes_ready_works_and_ends_when_told_to(KubeApiServer server) throws Exception {
    KubernetesClient client = server.client();
    String namespace = server.newNamespace();
    int port = freePort();
    Process process =
        start(
            Map.of(
                "KUBECONFIG",
                server.kubeconfig().toString(),
                "GATEWAY_IMAGE",
                "example/gateway:1",
                "OPERATOR_NAMESPACE",
                "backup-access",
                "WATCH_NAMESPACES",
                namespace,
                "PROBES_PORT",
                String.valueOf(port)));
    try {
      awaitReady(process, port);
      BackupAccess access =
          client
              .getKubernetesSerialization()
              .unmarshal(TestAccess.simple("shop"), BackupAccess.class);
      access.getMetadata().setNamespace(namespace);
      client.resource(access).create();
      client
          .services()
          .inNamespace(namespace)
          .withName("shop-gateway")
          .waitUntilCondition(service -> service != null, LIMIT_SECONDS, TimeUnit.SECONDS);

      process.destroy();
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as(log()).isTrue();
      // 128 + SIGTERM: the program closed what it had open and left the signal its effect.
      assertThat(process.exitValue()).isEqualTo(143);
      assertThat(log().lines()).allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void it_says_what_is_wrong_with_its_settings_before_it_looks_for_a_cluster() throws Exception {
    Process process = start(Map.of("OPERATOR_NAMESPACE", "backup-access"));
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(log()).contains("GATEWAY_IMAGE");
  }

  private Process start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
  }

  private void awaitReady(Process process, int port) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!ready(http, port)) {
        assertThat(process.isAlive() && System.nanoTime() < end).as(log()).isTrue();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
  }

  private static boolean ready(HttpClient http, int port) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"));
    try {
      return http.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"), StandardCharsets.UTF_8);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
