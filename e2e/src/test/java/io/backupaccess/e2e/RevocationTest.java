package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A key that is taken away")
class RevocationTest {

  private Scene scene;
  private BackupHost stays;
  private BackupHost goes;
  private BackupAccessStatus gateway;

  @BeforeEach
  void letTwoKeysIn() {
    scene = new Scene();
    scene.claimWith("documents", "file", "content");
    stays = new BackupHost(scene, "stays");
    goes = new BackupHost(scene, "goes");
    scene.kubectl(
        "create",
        "secret",
        "generic",
        "goes",
        "--from-file=authorized_keys=" + goes.path("key.pub"));
    scene.kubectl("label", "secret", "goes", "backupaccess.io/keys=true");
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: documents, namespace: NAMESPACE}
        spec:
          keys:
          - {name: stays, publicKey: %s}
          - {name: goes, secretKeyRef: {name: goes, key: authorized_keys}}
          volumes: [{name: documents, claimName: documents}]
        """
            .formatted(stays.publicKey()));
    scene.awaitReady("documents");
    gateway = scene.status("documents");
    assertThat(exitCodeOfPull(stays)).isZero();
    assertThat(exitCodeOfPull(goes)).isZero();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void fromTheResourceIsRefusedWhileTheOtherGoesOnInTheSamePod() throws Exception {
    String pod = podName();
    scene.kubectl(
        "patch",
        "backupaccess",
        "documents",
        "--type=json",
        "--patch=[{\"op\": \"remove\", \"path\": \"/spec/keys/1\"}]");

    awaitRefusal();
    assertThat(exitCodeOfPull(stays)).isZero();
    assertThat(podName()).isEqualTo(pod);
  }

  @Test
  void byTheConsentOfItsSecretIsRefusedWhileTheOtherGoesOn() throws Exception {
    scene.kubectl("label", "secret", "goes", "backupaccess.io/keys-");

    awaitRefusal();
    assertThat(exitCodeOfPull(stays)).isZero();
  }

  private void awaitRefusal() throws InterruptedException {
    // Not by the exit code: of two endings, ssh's (255) and its own broken pipe (12), rsync reports
    // the one that it sees first.
    Scene.await(
        "the removed key is refused",
        Duration.ofMinutes(1),
        () -> pull(goes).output().contains("Permission denied (publickey)"));
  }

  private int exitCodeOfPull(BackupHost host) {
    return pull(host).exitCode();
  }

  private Command.Result pull(BackupHost host) {
    return host.pull(gateway, "-a", "/documents/", host.path("copy"));
  }

  private String podName() {
    return scene.kubectl("get", "pods", "--output=name");
  }
}
