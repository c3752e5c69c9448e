package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A gateway with a pull that would take minutes")
class YieldTest {

  private Scene scene;
  private BackupHost host;
  private CompletableFuture<Command.Result> pull;

  @BeforeEach
  void pullForMinutes() throws Exception {
    scene = new Scene();
    Path data = scene.claim("documents");
    Files.write(data.resolve("large"), new byte[8_000_000]);
    host = new BackupHost(scene, "backup-host");
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: documents, namespace: NAMESPACE}
        spec:
          keys: [{name: backup-host, publicKey: %s, limits: {bandwidth: 20Ki}}]
          volumes: [{name: documents, claimName: documents}]
        """
            .formatted(host.publicKey()));
    scene.awaitReady("documents");
    BackupAccessStatus gateway = scene.status("documents");
    // On a thread of its own: the client of Kubernetes needs those of the common pool.
    pull =
        CompletableFuture.supplyAsync(
            () -> host.pull(gateway, "-a --inplace", "/documents/", host.path("copy")),
            Thread::startVirtualThread);
    Scene.await(
        "the pull has begun",
        Duration.ofMinutes(1),
        () -> host.path("copy").resolve("large").toFile().length() > 0);
  }

  @AfterEach
  void close() {
    scene.close();
    pull.join();
  }

  @Test
  void letsAClaimGoThatIsDeleted() throws Exception {
    String pod = scene.kubectl("get", "pods", "--output=name").strip();

    scene.kubectl("delete", "persistentvolumeclaim", "documents", "--wait=false");

    // The issue says ten seconds; a machine with tests on it may be slow.
    scene.kubectl("wait", "--for=delete", pod, "--timeout=30s");
    scene.kubectl("wait", "--for=delete", "persistentvolumeclaim/documents", "--timeout=30s");
    Command.Result ended = pull.join();
    assertThat(ended.exitCode()).isNotZero();
    assertThat(ended.output()).contains("the volume is needed elsewhere");
    scene.awaitReason("documents", "VolumesReady", "ClaimNotFound");
    assertThat(scene.kubectl("events", "--for", "backupaccess/documents")).contains("Yielded");
  }
}
