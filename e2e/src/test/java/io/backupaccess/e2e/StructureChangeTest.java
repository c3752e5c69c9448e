package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A change of what the gateway's pod is made of, during a pull of some 30 seconds,")
class StructureChangeTest {

  private static final int LARGE = 700_000; // at 20 KiB a second

  // The test cluster's load balancer, other than real ones, sends all connections to one node.
  private static final String ON_ONE_NODE =
      "gateway: {nodeSelector: {kubernetes.io/hostname: " + Nodes.FIRST + "}}";

  private Scene scene;
  private BackupHost host;
  private Path data;
  private LongPull pull;
  private BackupAccessStatus before;

  @BeforeEach
  void open() {
    scene = new Scene();
    host = new BackupHost(scene, "backup-host");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void letsThePullCompleteWhileANewPodServesTheNewVolume() throws Exception {
    Pod old = pullFrom("ReadWriteMany");

    addAVolume("ReadWriteMany");

    scene.kubectl(
        "wait",
        "--for=jsonpath={.metadata.deletionTimestamp}",
        "pod/" + old.getMetadata().getName(),
        "--timeout=60s");
    scene.awaitReady("access");
    assertThat(scene.gatewayPod("access").getMetadata().getUid())
        .isNotEqualTo(old.getMetadata().getUid());
    // The load balancer may be a little behind.
    Scene.await(
        "a pull from the new pod",
        Duration.ofMinutes(1),
        () ->
            host.pull(scene.status("access"), "-a", "/added/", host.path("added")).exitCode() == 0);
    assertThat(pull.goesOn()).isTrue();
    completes();
  }

  @Test
  void waitsForThePullWhereTheClaimsMayNotBeMountedTwiceAndSaysSo() throws Exception {
    Pod old = pullFrom("ReadWriteOnce");

    addAVolume("ReadWriteOnce");

    scene.awaitReason("access", "GatewayReady", "WaitingForTransfers");
    assertThat(scene.message("access", "GatewayReady"))
        .contains("pod " + old.getMetadata().getName())
        .contains("1 transfer");
    assertThat(pull.goesOn()).isTrue();
    completes();
    scene.awaitReady("access");
    Command.Result other = host.pull(scene.status("access"), "-a", "/added/", host.path("added"));
    assertThat(other.exitCode()).as(other.output()).isZero();
  }

  @Test
  void stopsTheGatewayAfterItsTransfersWhereItIsSuspendedAndKeepsAddressAndIdentity()
      throws Exception {
    Pod old = pullFrom("ReadWriteOnce");

    suspend(true);

    scene.awaitReason("access", "GatewayReady", "Suspended");
    Command.Result refused = host.pull(before, "-a", "/documents/small", host.path("small"));
    assertThat(refused.exitCode()).isNotZero();
    completes();
    scene.kubectl("wait", "--for=delete", "pod/" + old.getMetadata().getName(), "--timeout=60s");

    suspend(false);

    scene.awaitReady("access");
    BackupAccessStatus after = scene.status("access");
    assertThat(after.address()).isEqualTo(before.address());
    assertThat(after.knownHosts()).isEqualTo(before.knownHosts());
    Command.Result again = host.pull(after, "-a", "/documents/small", host.path("small"));
    assertThat(again.exitCode()).as(again.output()).isZero();
  }

  private Pod pullFrom(String accessMode) throws InterruptedException {
    data = scene.claimWithLarge("documents", LARGE, accessMode);
    scene.access(
        "access", host, "volumes: [{name: documents, claimName: documents}]\n" + ON_ONE_NODE);
    scene.awaitReady("access");
    before = scene.status("access");
    Pod pod = scene.gatewayPod("access");
    pull = LongPull.begin(host, before, "documents");
    return pod;
  }

  private void addAVolume(String accessMode) {
    scene.claim("added", accessMode);
    scene.access(
        "access",
        host,
        """
        volumes:
        - {name: documents, claimName: documents}
        - {name: added, claimName: added}
        """
            + ON_ONE_NODE);
  }

  private void suspend(boolean suspend) {
    scene.kubectl(
        "patch",
        "backupaccess",
        "access",
        "--type=merge",
        "--patch={\"spec\":{\"suspend\":" + suspend + "}}");
  }

  private void completes() {
    Command.Result ended = pull.end();
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(pull.copy().resolve("large")).hasSameBinaryContentAs(data.resolve("large"));
  }
}
