package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.PodPlace;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On two nodes, a gateway")
class PlacementTest {

  private Scene scene;
  private BackupHost host;

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
  void goesToTheNodeOfThePodThatHoldsItsClaim() {
    scene.keepsAsItIs(scene.claimWith("documents", "file", "content"));
    Application.on(scene, Nodes.SECOND, "shop", "documents").awaitRunning();

    scene.access("documents", host, "volumes: [{name: documents, claimName: documents}]");

    scene.awaitReady("documents");
    assertThat(scene.gatewayNode("documents")).isEqualTo(Nodes.SECOND);
    pulls("documents", "documents");
  }

  @Test
  void servesTheNodeThatHoldsMostClaimsAndHasAReaderServeTheOthers() {
    scene.keepsAsItIs(scene.claimWith("one", "file", "of one"));
    scene.keepsAsItIs(scene.claimWith("two", "file", "of two"));
    scene.keepsAsItIs(scene.claimWith("far", "file", "of another node"));
    Application.on(scene, Nodes.SECOND, "app-one", "one").awaitRunning();
    Application.on(scene, Nodes.SECOND, "app-two", "two").awaitRunning();
    Application.on(scene, Nodes.FIRST, "app-far", "far").awaitRunning();

    scene.access(
        "all",
        host,
        """
        volumes:
        - {name: far, claimName: far}
        - {name: one, claimName: one}
        - {name: two, claimName: two}
        """);

    scene.awaitReady("all");
    assertThat(scene.gatewayNode("all")).isEqualTo(Nodes.SECOND);
    assertThat(scene.status("all").volumes())
        .extracting(VolumeStatus::name, VolumeStatus::served, VolumeStatus::holder)
        .containsExactly(
            tuple("far", true, new PodPlace("app-far", Nodes.FIRST)),
            tuple("one", true, new PodPlace("app-one", Nodes.SECOND)),
            tuple("two", true, new PodPlace("app-two", Nodes.SECOND)));
    assertThat(scene.status("all").volumes())
        .extracting(volume -> volume.place().nodeName())
        .containsExactly(Nodes.FIRST, Nodes.SECOND, Nodes.SECOND);
    pulls("all", "one");
    pulls("all", "two");
    pulls("all", "far");
  }

  @Test
  void neverKeepsAPodFromAClaimThatOnePodAloneMayUse() throws Exception {
    scene.claim("ledger", "ReadWriteOncePod");
    Application first = Application.somewhere(scene, "ledger-0", "ledger").awaitRunning();
    scene.access("ledger", host, "volumes: [{name: ledger, claimName: ledger}]");
    scene.awaitReason("ledger", "VolumesReady", "ClaimHeldByPod");
    assertThat(scene.message("ledger", "VolumesReady"))
        .contains("claim ledger is ReadWriteOncePod and pod ledger-0 uses it");

    first.delete();

    scene.awaitReady("ledger");
    try (PodEnd podEnd = new PodEnd(scene, scene.gatewayPod("ledger"))) {

      // The scheduler gives a claim of this mode to no second pod: this one waits for the gateway.
      Application second = Application.somewhere(scene, "ledger-1", "ledger").awaitRunning();

      podEnd.happens(second.created());
    }
    scene.awaitReason("ledger", "VolumesReady", "ClaimHeldByPod");
    assertThat(scene.message("ledger", "VolumesReady")).contains("pod ledger-1 uses it");
  }

  private void pulls(String access, String volume) {
    BackupAccessStatus gateway = scene.status(access);
    Command.Result pulled =
        host.pull(gateway, "-a", "/" + volume + "/file", host.path(access + "-" + volume));
    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
  }
}
