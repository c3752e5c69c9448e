package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A volume to restore to")
class RestoreTest {

  private static final String CONSENT = "backupaccess.io/allow-writes";

  private Scene scene;
  private BackupHost host;
  private Path documents;
  private Path inbox;
  private Path backup;

  @BeforeEach
  void makeTwoClaimsAndABackup() throws IOException {
    scene = new Scene();
    documents = scene.claimWith("documents", "changed", "what the application wrote since");
    inbox = scene.claimWith("inbox", "letter", "not to be read back");
    host = new BackupHost(scene, "backup-host");
    backup = host.path("backup");
    Files.createDirectories(backup.resolve("a folder/empty"));
    Files.writeString(backup.resolve("changed"), "what the backup has");
    Files.writeString(backup.resolve("a folder/\u00fc"), "a name that is not ASCII");
    Files.createSymbolicLink(backup.resolve("link"), Path.of("a folder"));
    Files.write(backup.resolve("large"), new byte[5_000_000]);
    Command.must("chown", "-hR", "65532:65532", backup.toString());
    Command.must("chgrp", "4712", backup.resolve("large").toString());
    Command.must("chmod", "0640", backup.resolve("large").toString());
    Command.must(
        "touch", "-d", "2021-03-04 05:06:07.123456789", backup.resolve("changed").toString());
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void takesTheBackupUntilTheNamespaceNoLongerAllowsIt() throws Exception {
    scene.kubectl("annotate", "namespace", scene.namespace, CONSENT + "=true");
    apply("allowOverwrite: true");
    scene.awaitReady("restore");
    BackupAccessStatus gateway = scene.status("restore");
    Files.writeString(documents.resolve("newer"), "in no backup");

    Command.Result deleting = push(gateway, "-a --numeric-ids --delete", "/documents/");

    assertThat(deleting.exitCode()).isNotZero();
    assertThat(deleting.output()).contains("has been disabled on this server");
    assertThat(documents.resolve("newer")).exists();
    assertThat(documents.resolve("large")).doesNotExist();

    Command.Result pushed = push(gateway, "-a --numeric-ids", "/documents/");

    assertThat(pushed.exitCode()).as(pushed.output()).isZero();
    Files.delete(documents.resolve("newer"));
    // The file that was not in the backup moved the time of the folder that it was in.
    Command.must("touch", "-r", backup.toString(), documents.toString());
    assertThat(Command.must(Scene.script("compare-trees"), backup.toString(), documents.toString()))
        .contains("are the same");
    Path copy = host.path("copy");
    Command.Result pulled = host.pull(gateway, "-a --numeric-ids", "/documents/", copy);
    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
    assertThat(Command.must(Scene.script("compare-trees"), backup.toString(), copy.toString()))
        .contains("are the same");

    assertThat(scene.writeInGateway("restore", "documents", "by-hand").exitCode()).isZero();
    scene.kubectl("annotate", "namespace", scene.namespace, CONSENT + "-");

    Scene.await(
        "pushes are refused",
        Duration.ofMinutes(1),
        () ->
            push(gateway, "-a", "/documents/")
                .output()
                .contains("sending to read-only volume documents is not allowed"));
    Scene.await(
        "the claim is mounted read-only",
        Duration.ofMinutes(2),
        () ->
            scene
                .writeInGateway("restore", "documents", "by-hand")
                .output()
                .contains("Read-only file system"));
    scene.awaitReason("restore", "VolumesReady", "WritesNotAllowed");
  }

  @Test
  void onlyForWritingIsNeverReadAndKeepsWhatItHas() throws Exception {
    scene.kubectl("annotate", "namespace", scene.namespace, CONSENT + "=true");
    apply("");
    scene.awaitReady("restore");
    BackupAccessStatus gateway = scene.status("restore");
    Files.writeString(backup.resolve("letter"), "another");

    Command.Result pulled = host.pull(gateway, "-a", "/inbox/", host.path("copy"));

    assertThat(pulled.exitCode()).isNotZero();
    assertThat(pulled.output()).contains("volume inbox is write-only");
    assertThat(host.path("copy").resolve("letter")).doesNotExist();

    Command.Result pushed = push(gateway, "-a", "/inbox/");

    assertThat(pushed.exitCode()).as(pushed.output()).isZero();
    assertThat(inbox.resolve("large")).hasSameBinaryContentAs(backup.resolve("large"));
    assertThat(inbox.resolve("letter")).hasContent("not to be read back");
  }

  @Test
  void isServedForReadingAloneWhereTheNamespaceDoesNotAllowWriting() {
    apply("allowOverwrite: true");
    scene.awaitCondition("restore", "GatewayReady");
    scene.awaitReason("restore", "VolumesReady", "WritesNotAllowed");
    BackupAccessStatus gateway = scene.status("restore");

    Command.Result pushed = push(gateway, "-a", "/documents/");

    assertThat(pushed.exitCode()).isNotZero();
    assertThat(pushed.output()).contains("sending to read-only volume documents is not allowed");
    assertThat(documents.resolve("large")).doesNotExist();
    assertThat(scene.writeInGateway("restore", "documents", "by-hand").output())
        .contains("Read-only file system");

    Command.Result pulled = host.pull(gateway, "-a", "/documents/", host.path("copy"));

    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
    assertThat(host.path("copy").resolve("changed"))
        .hasSameBinaryContentAs(documents.resolve("changed"));

    Command.Result inTheInbox = push(gateway, "-a", "/inbox/");

    assertThat(inTheInbox.exitCode()).isNotZero();
    assertThat(inTheInbox.output()).contains("volume inbox is not available now");
    assertThat(inbox.resolve("large")).doesNotExist();
  }

  private Command.Result push(BackupAccessStatus gateway, String options, String location) {
    return host.push(gateway, options, backup + "/", location);
  }

  private void apply(String permission) {
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: restore, namespace: NAMESPACE}
        spec:
          keys: [{name: backup-host, publicKey: %s, grants: [{volume: documents}, {volume: inbox}]}]
          volumes:
          - {name: documents, claimName: documents, mode: ReadWrite, %s}
          - {name: inbox, claimName: inbox, mode: WriteOnly}
          files: {supplementalGroups: [4712]}
        """
            .formatted(host.publicKey(), permission));
  }
}
