package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("One address for claims that lie on two nodes")
class ReadersTest {

  private static final String VOLUMES =
      """
      volumes:
      - {name: first, claimName: first}
      - {name: second, claimName: second}
      """;

  private Scene scene;
  private BackupHost host;
  private Path first;
  private Path second;

  @BeforeEach
  void open() {
    scene = new Scene();
    host = new BackupHost(scene, "backup-host");
    first = scene.claimOn(Nodes.FIRST, "first", "on the first node");
    second = scene.claimOn(Nodes.SECOND, "second", "on the second node");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void servesClaimsThatNobodyUsesFromTheNodesThatReachThem() throws IOException {
    scene.keepsAsItIs(first);
    scene.keepsAsItIs(second);
    scene.access("both", host, VOLUMES);
    scene.awaitReady("both");

    assertThat(scene.status("both").volumes())
        .extracting(volume -> volume.place().nodeName())
        .containsExactly(Nodes.FIRST, Nodes.SECOND);
    pulls("first", "on the first node");
    pulls("second", "on the second node");

    Path copy = Files.createDirectories(host.path("copy/second"));
    Files.writeString(copy.resolve("file"), "an earlier copy");
    Command.Result all = host.pull(scene.status("both"), "-a --delete", "/", host.path("copy"));
    assertThat(all.exitCode()).isNotZero();
    assertThat(all.output()).contains("the volumes first, second are on several nodes");
    assertThat(copy.resolve("file")).hasContent("an earlier copy");

    Command.Result listing = host.pull(scene.status("both"), "--list-only", "/", host.path("none"));
    assertThat(listing.output()).contains("first", "second");
    assertThat(host.sftp(scene.status("both"), "ls -1 /first /second").exitCode()).isZero();
  }

  @Test
  void aRevokedKeyEndsItsPullThroughAReader() throws Exception {
    Files.write(first.resolve("large"), new byte[8 << 20]);
    Files.write(second.resolve("large"), new byte[8 << 20]);
    scene.access("both", host, VOLUMES);
    scene.awaitReady("both");
    String elsewhere = ofTheReader();
    LongPull pull = LongPull.begin(host, scene.status("both"), elsewhere);
    BackupHost other = new BackupHost(scene, "another-host");

    scene.access("both", other, VOLUMES);

    Scene.await("the pull ends", Duration.ofSeconds(20), () -> !pull.goesOn());
    assertThat(pull.end().output()).contains("access was withdrawn");
  }

  @Test
  void aReaderThatIsKilledComesBackAndTheGatewayServesOnMeanwhile() throws Exception {
    scene.access("both", host, VOLUMES);
    scene.awaitReady("both");
    String elsewhere = ofTheReader();
    String here = elsewhere.equals("first") ? "second" : "first";
    List<Pod> readers = scene.readerPods("both");
    assertThat(readers).hasSize(1);
    String gateway = scene.gatewayPod("both").getMetadata().getUid();

    scene.kubectl(
        "delete", "pod", readers.getFirst().getMetadata().getName(), "--grace-period=0", "--force");
    pulls(here, "on the " + here + " node");

    scene.awaitGone(readers.getFirst());
    Scene.await(
        "the other volume is served again",
        Duration.ofMinutes(3),
        () ->
            host.pull(
                        scene.status("both"),
                        "-a",
                        "/" + elsewhere + "/file",
                        host.path("again-" + elsewhere))
                    .exitCode()
                == 0);
    scene.awaitReady("both");
    assertThat(scene.gatewayPod("both").getMetadata().getUid())
        .as("the gateway is not replaced")
        .isEqualTo(gateway);
  }

  /** The volume that the reader has. */
  private String ofTheReader() {
    String reader = scene.readerPods("both").getFirst().getMetadata().getName();
    return scene.status("both").volumes().stream()
        .filter(volume -> volume.place().podName().equals(reader))
        .findFirst()
        .orElseThrow()
        .name();
  }

  private void pulls(String volume, String content) {
    Path copy = host.path("of-" + volume);
    Command.Result pulled = host.pull(scene.status("both"), "-a", "/" + volume + "/file", copy);
    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
    assertThat(copy).hasContent(content);
  }
}
