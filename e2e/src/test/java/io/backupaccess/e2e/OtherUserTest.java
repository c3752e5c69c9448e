package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A gateway that runs as")
class OtherUserTest {

  private Scene scene;
  private BackupHost host;
  private Path data;

  @BeforeEach
  void serveAFileOfSomebody() {
    scene = new Scene();
    data = scene.claimWith("documents", "file", "for its owner's eyes");
    Command.must("chown", "-R", "4711:4712", data.toString());
    Command.must("chmod", "0700", data.toString());
    Command.must("chmod", "0600", data.resolve("file").toString());
    host = new BackupHost(scene, "backup-host");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void theOwnerOfTheFilesServesThemOverRsyncAndSftpUntilThatIsTurnedOff() throws Exception {
    apply("runAsUser: 4711");
    scene.awaitReady("documents");
    BackupAccessStatus gateway = scene.status("documents");

    Command.Result pulled = host.pull(gateway, "-a", "/documents/", host.path("copy"));
    Command.Result got = host.sftp(gateway, "get /documents/file " + host.path("over-sftp"));

    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
    assertThat(host.path("copy").resolve("file")).hasSameBinaryContentAs(data.resolve("file"));
    assertThat(got.exitCode()).as(got.output()).isZero();
    assertThat(host.path("over-sftp")).hasSameBinaryContentAs(data.resolve("file"));

    scene.kubectl(
        "patch",
        "backupaccess",
        "documents",
        "--type=merge",
        "--patch={\"spec\": {\"gateway\": {\"sftp\": false}}}");

    Scene.await(
        "SFTP is refused",
        Duration.ofMinutes(2),
        () -> host.sftp(gateway, "ls /").output().contains("subsystem request failed"));
    assertThat(host.pull(gateway, "-a", "/documents/", host.path("copy")).exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"ReadAll, privileged", "ReadAllBaseline, baseline"})
  void rootReadsTheFilesOfOthers(String privilege, String podSecurity) {
    scene.kubectl(
        "label",
        "--overwrite",
        "namespace",
        scene.namespace,
        "pod-security.kubernetes.io/enforce=" + podSecurity);
    scene.kubectl("annotate", "namespace", scene.namespace, "backupaccess.io/allow-read-all=true");
    apply("privilege: " + privilege);
    scene.awaitReady("documents");
    BackupAccessStatus gateway = scene.status("documents");

    Command.Result pulled = host.pull(gateway, "-a", "/documents/", host.path("copy"));

    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
    assertThat(host.path("copy").resolve("file")).hasSameBinaryContentAs(data.resolve("file"));
    assertThat(scene.writeInGateway("documents", "documents", "by-hand").output())
        .contains("Read-only file system");
  }

  private void apply(String gateway) {
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: documents, namespace: NAMESPACE}
        spec:
          keys: [{name: backup-host, publicKey: %s}]
          volumes: [{name: documents, claimName: documents}]
          gateway: {%s}
        """
            .formatted(host.publicKey(), gateway));
  }
}
