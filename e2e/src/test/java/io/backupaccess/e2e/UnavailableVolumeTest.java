package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A granted volume whose claim is missing")
class UnavailableVolumeTest {

  private Scene scene;
  private BackupHost host;

  @BeforeEach
  void nameTwoClaimsOfWhichOneExists() {
    scene = new Scene();
    scene.keepsAsItIs(scene.claimWith("present", "file", "served"));
    host = new BackupHost(scene, "backup-host");
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: two, namespace: NAMESPACE}
        spec:
          keys: [{name: backup-host, publicKey: %s, grants: [{volume: "*"}]}]
          volumes: [{name: present, claimName: present}, {name: late, claimName: late}]
        """
            .formatted(host.publicKey()));
    scene.awaitCondition("two", "GatewayReady");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void isRefusedByNameKeepsTheCopyAndIsServedOnceTheClaimIsThere() throws Exception {
    BackupAccessStatus gateway = scene.status("two");
    Path copy = host.path("copy");
    Path kept = copy.resolve("late/only-copy");
    Files.createDirectories(kept.getParent());
    Files.writeString(kept, "all that is left");

    Command.Result all = host.pull(gateway, "-a --delete", "/", copy);

    assertThat(all.exitCode()).isNotZero();
    assertThat(all.output()).contains("volume late is not available now");
    assertThat(kept).hasContent("all that is left");

    Command.Result served = host.pull(gateway, "-a --delete", "/present/", host.path("present"));

    assertThat(served.exitCode()).as(served.output()).isZero();
    assertThat(host.path("present").resolve("file")).hasContent("served");
    assertThat(
            scene.kubectl("get", "backupaccess", "two", "--output=jsonpath={.status.conditions}"))
        .contains("late");

    scene.claimWith("late", "file", "mended");
    scene.awaitReady("two");
    Command.Result mended = host.pull(scene.status("two"), "-a --delete", "/", copy);

    assertThat(mended.exitCode()).as(mended.output()).isZero();
    assertThat(copy.resolve("late/file")).hasContent("mended");
    assertThat(copy.resolve("present/file")).hasContent("served");
    assertThat(kept).doesNotExist();
  }
}
