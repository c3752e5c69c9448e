package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A gateway on the second node")
class InterruptedGatewayTest {

  private Scene scene;
  private BackupHost host;
  private Application application;
  private Pod gateway;

  @BeforeEach
  void serveOnTheSecondNode() {
    scene = new Scene();
    host = new BackupHost(scene, "backup-host");
    scene.keepsAsItIs(scene.claimWithLarge("documents", 8_000_000, "ReadWriteOnce"));
    application = Application.on(scene, Nodes.SECOND, "shop-0", "documents").awaitRunning();
    scene.access(
        "documents",
        host,
        """
        volumes: [{name: documents, claimName: documents}]
        server: {drainTimeout: 5s}
        """);
    scene.awaitReady("documents");
    gateway = scene.gatewayPod("documents");
    assertThat(gateway.getSpec().getNodeName()).isEqualTo(Nodes.SECOND);
  }

  @AfterEach
  void close() {
    Nodes.startSecond();
    scene.kubectl("uncordon", Nodes.SECOND);
    scene.close();
  }

  @Test
  void letsADrainOfItsNodeCompleteWithAPullRunning() throws Exception {
    LongPull pull = LongPull.begin(host, scene.status("documents"), "documents");

    scene.kubectl(
        "drain",
        Nodes.SECOND,
        "--ignore-daemonsets",
        "--delete-emptydir-data",
        "--force",
        "--timeout=100s");

    assertThat(pull.end().output()).contains("this server is about to stop");
    servesOn(Nodes.FIRST);
  }

  @Test
  void makesRoomForAnApplicationAndComesBackWhenThereIsRoom() {
    assertThat(gateway.getMetadata().getAnnotations())
        .containsEntry("cluster-autoscaler.kubernetes.io/safe-to-evict", "true");
    assertThat(scene.kubectl("get", "poddisruptionbudgets", "--output=name")).isEmpty();

    Application large = Application.thatFills(scene, Nodes.SECOND, "large").awaitRunning();

    scene.awaitReason("documents", "GatewayReady", "Unschedulable");
    assertThat(scene.gatewayPod("documents").getMetadata().getUid())
        .isNotEqualTo(gateway.getMetadata().getUid());

    large.delete();

    servesOn(Nodes.SECOND);
  }

  @Test
  void startsAgainByItselfWhenItsProcessIsKilled() throws Exception {
    kill(gateway);

    Scene.await(
        "the kubelet has started it again",
        Duration.ofMinutes(1),
        () ->
            scene
                    .gatewayPod("documents")
                    .getStatus()
                    .getContainerStatuses()
                    .getFirst()
                    .getRestartCount()
                == 1);
    servesOn(Nodes.SECOND);
  }

  @Test
  void comesBackWithItsNode() throws Exception {
    Nodes.loseSecond();
    assertThat(pullSmall().exitCode()).isNotZero();

    Nodes.startSecond();

    Scene.await("it serves again", Duration.ofMinutes(2), () -> pullSmall().exitCode() == 0);
    servesOn(Nodes.SECOND);
  }

  @Test
  void followsAnApplicationFromANodeThatWasDeclaredLost() {
    Nodes.loseSecond();
    scene.kubectl("wait", "--for=condition=Ready=Unknown", "node/" + Nodes.SECOND, "--timeout=90s");

    application.declareLost();
    Application.on(scene, Nodes.FIRST, "shop-1", "documents").awaitRunning();

    scene.awaitGone(gateway);
    servesOn(Nodes.FIRST);
  }

  private void servesOn(String node) {
    scene.awaitReady("documents");
    assertThat(scene.gatewayNode("documents")).isEqualTo(node);
    Command.Result pulled = pullSmall();
    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
  }

  private Command.Result pullSmall() {
    return host.pull(scene.status("documents"), "-a", "/documents/small", host.path("small"));
  }

  /** Java's process in the pod: the node's processes are this machine's too. */
  private static void kill(Pod pod) throws IOException {
    Command.must("kill", "-9", Long.toString(processOf(pod)));
  }

  private static long processOf(Pod pod) throws IOException {
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Path files = Path.of("/proc", Long.toString(process.pid()));
      if (Files.readString(files.resolve("comm")).strip().equals("java")
          && Files.readString(files.resolve("cgroup")).contains(pod.getMetadata().getUid())) {
        return process.pid();
      }
    }
    throw new AssertionError("no process of " + pod.getMetadata().getName());
  }
}
