package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A gateway with a pull that would take minutes")
class YieldTest {

  private Scene scene;
  private BackupHost host;
  private LongPull pull;

  @BeforeEach
  void pullForMinutes() throws Exception {
    scene = new Scene();
    scene.keepsAsItIs(scene.claimWithLarge("documents", 8_000_000, "ReadWriteOnce"));
    host = new BackupHost(scene, "backup-host");
    scene.access("documents", host, "volumes: [{name: documents, claimName: documents}]");
    scene.awaitReady("documents");
    pull = LongPull.begin(host, scene.status("documents"), "documents");
  }

  @AfterEach
  void close() {
    scene.close();
    pull.end();
  }

  @Test
  void letsAClaimGoThatIsDeleted() throws Exception {
    try (PodEnd podEnd = new PodEnd(scene, scene.gatewayPod("documents"))) {
      Instant needed = Instant.now();
      scene.kubectl("delete", "persistentvolumeclaim", "documents", "--wait=false");

      podEnd.happens(needed);
    }
    scene.kubectl("wait", "--for=delete", "persistentvolumeclaim/documents", "--timeout=30s");
    Command.Result ended = pull.end();
    assertThat(ended.exitCode()).isNotZero();
    assertThat(ended.output()).contains("yielded: the volume is needed elsewhere");
    scene.awaitReason("documents", "VolumesReady", "ClaimNotFound");
    assertThat(scene.events("documents")).contains("Yielded");
  }
}
