package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A gateway on the first node, with a pull that would take minutes,")
class MovingApplicationTest {

  private Scene scene;
  private BackupHost host;
  private Application application;
  private LongPull pull;
  private PodEnd podEnd;

  @BeforeEach
  void pullForMinutes() throws Exception {
    scene = new Scene();
    host = new BackupHost(scene, "backup-host");
    scene.claimWithLarge("documents", 8_000_000, "ReadWriteOnce");
    application = Application.on(scene, Nodes.FIRST, "shop-0", "documents").awaitRunning();
    scene.access("documents", host, "volumes: [{name: documents, claimName: documents}]");
    scene.awaitReady("documents");
    Pod gateway = scene.gatewayPod("documents");
    podEnd = new PodEnd(scene, gateway);
    assertThat(gateway.getSpec().getNodeName()).isEqualTo(Nodes.FIRST);
    pull = LongPull.begin(host, scene.status("documents"), "documents");
  }

  @AfterEach
  void close() {
    podEnd.close();
    scene.close();
    pull.end();
  }

  @Test
  void letsItsClaimGoWhenTheApplicationMovesAndFollowsIt() throws Exception {
    application.delete();
    assertThat(pull.goesOn()).as("nobody needs the claim yet").isTrue();

    Application moved = Application.on(scene, Nodes.SECOND, "shop-1", "documents");

    podEnd.happens(moved.scheduled());
    assertThat(pull.end().output()).contains("yielded: the volume is needed elsewhere");
    assertThat(scene.events("documents"))
        .contains("Yielded")
        .contains("pod shop-1 needs claim documents on node " + Nodes.SECOND);
    servesOn(Nodes.SECOND);
  }

  @Test
  void letsItsClaimGoWhileItDrainsAlready() throws Exception {
    application.delete();
    Pod gateway = scene.gatewayPod("documents");
    scene.kubectl(
        "patch",
        "backupaccess",
        "documents",
        "--type=merge",
        "--patch={\"spec\":{\"pods\":{\"annotations\":{\"cluster-autoscaler.kubernetes.io/safe-to-evict\":\"false\"}}}}");
    scene.kubectl(
        "wait",
        "--for=jsonpath={.metadata.deletionTimestamp}",
        "pod/" + gateway.getMetadata().getName(),
        "--timeout=60s");
    assertThat(pull.goesOn()).as("the pod drains").isTrue();

    Application moved = Application.on(scene, Nodes.SECOND, "shop-1", "documents");

    podEnd.happens(moved.scheduled());
    assertThat(pull.end().exitCode()).isNotZero();
    servesOn(Nodes.SECOND);
  }

  @Test
  void mountsAClaimOfTheSameNameAnewOnceItsOwnerAcceptsIt() throws Exception {
    application.delete();
    Instant needed = Instant.now();
    scene.removeClaim("documents");
    podEnd.happens(needed);
    Files.move(scene.folder.resolve("documents"), scene.folder.resolve("former"));

    scene.claimWith("documents", "small", "anew");
    scene.awaitReason("documents", "VolumesReady", "ClaimReplaced");
    scene.acceptClaim("documents", "documents", "documents");

    serves();
    assertThat(host.path("small")).hasContent("anew");
  }

  /** Ready, and a pull of a small file succeeds. */
  private void servesOn(String node) {
    serves();
    assertThat(scene.gatewayNode("documents")).isEqualTo(node);
  }

  private void serves() {
    scene.awaitReady("documents");
    Path copy = host.path("small");
    Command.Result pulled = host.pull(scene.status("documents"), "-a", "/documents/small", copy);
    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
  }
}
