package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A resource that is deleted")
class DeletionTest {

  private Scene scene;
  private BackupHost host;

  @BeforeEach
  void serveOneClaim() {
    scene = new Scene();
    scene.keepsAsItIs(scene.claimWith("documents", "file", "content"));
    host = new BackupHost(scene, "backup-host");
    create();
  }

  @AfterEach
  void itKeepsNoNamespaceFromGoing() {
    scene.kubectl("delete", "namespace", scene.namespace, "--timeout=120s");
    scene.close();
  }

  @Test
  void takesItsObjectsWithItAndKeepsItsIdentityForOneOfTheSameName() throws Exception {
    BackupAccessStatus before = scene.status("documents");

    scene.kubectl("delete", "backupaccess", "documents", "--timeout=30s");

    Scene.await(
        "everything that the operator made is gone but the host keys",
        Duration.ofMinutes(2),
        () -> madeObjects().isBlank());
    create();
    BackupAccessStatus after = scene.status("documents");
    assertThat(hostKey(after)).isEqualTo(hostKey(before));
    assertThat(host.pull(after, "-a", "/documents/", host.path("copy")).exitCode()).isZero();
  }

  private void create() {
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: documents, namespace: NAMESPACE}
        spec:
          keys: [{name: backup-host, publicKey: %s, grants: [{volume: "*"}]}]
          volumes: [{name: documents, claimName: documents}]
        """
            .formatted(host.publicKey()));
    scene.awaitReady("documents");
  }

  private String madeObjects() {
    return scene.kubectl(
        "get", "deployments,replicasets,pods,services,networkpolicies",
        "--ignore-not-found", "--output=name");
  }

  /** The address may be another; the key is the same. */
  private static String hostKey(BackupAccessStatus status) {
    String line = status.knownHosts().getFirst();
    return line.substring(line.indexOf(' '));
  }
}
