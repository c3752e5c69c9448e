package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A claim that is lost and made again, empty, under its own name")
class LostClaimTest {

  private Scene scene;
  private BackupHost host;
  private Path copy;

  @BeforeEach
  void pullAndLose() throws Exception {
    scene = new Scene();
    scene.claimWith("documents", "file", "all that there was");
    host = new BackupHost(scene, "backup-host");
    scene.access("documents", host, "volumes: [{name: documents, claimName: documents}]\n");
    scene.awaitReady("documents");
    copy = Files.createDirectory(host.path("copy"));
    assertThat(pull("/").exitCode()).isZero();

    scene.removeClaim("documents");
    Files.move(scene.folder.resolve("documents"), scene.folder.resolve("former"));
    scene.claim("documents");
    scene.awaitReason("documents", "VolumesReady", "ClaimReplaced");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/documents"})
  void leavesTheCopyOutsideAsItIs(String location) {
    Command.Result refused = pull(location);

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.output()).contains("volume documents is not available now");
    assertThat(copy.resolve("documents/file")).hasContent("all that there was");
  }

  @Test
  void isReadOnceItsOwnerAcceptsIt() throws Exception {
    Files.writeString(scene.folder.resolve("documents/file"), "restored");
    scene.acceptClaim("documents", "documents", "documents");
    scene.awaitReady("documents");

    Command.Result pulled = pull("/");

    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
    assertThat(copy.resolve("documents/file")).hasContent("restored");
  }

  private Command.Result pull(String location) {
    BackupAccessStatus gateway = scene.status("documents");
    return host.pull(gateway, "-a --delete", location, copy);
  }
}
