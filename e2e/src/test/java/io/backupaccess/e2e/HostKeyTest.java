package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The host of these tests checks strictly, with the lines of known_hosts that it was given last.
 */
@DisplayName("A gateway's host key")
class HostKeyTest {

  private Scene scene;
  private BackupHost host;

  @BeforeEach
  void create() {
    scene = new Scene();
    scene.claimWith("documents", "file", "content");
    host = new BackupHost(scene, "backup-host");
    access("");
    scene.awaitReady("documents");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void access(String hostKeys) {
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: documents, namespace: NAMESPACE}
        spec:
          keys: [{name: backup-host, publicKey: %s}]
          volumes: [{name: documents, claimName: documents}]
          hostKeys: {%s}
        """
            .formatted(host.publicKey(), hostKeys));
  }

  @Test
  void isReplacedInTwoStepsAndClientsThatCheckStrictlyPullAtEach() throws Exception {
    BackupAccessStatus first = scene.status("documents");
    assertThat(first.knownHosts()).hasSize(1);
    awaitPull(first);

    access("nextSecretName: documents-host-keys-2");
    Scene.await(
        "both keys are published",
        Duration.ofMinutes(1),
        () -> scene.status("documents").knownHosts().size() == 2);
    scene.kubectl("rollout", "status", "deployment/documents-gateway", "--timeout=120s");
    awaitPull(first);
    BackupAccessStatus both = scene.status("documents");
    awaitPull(both);

    access("secretName: documents-host-keys-2");
    Scene.await(
        "the second key alone is published",
        Duration.ofMinutes(1),
        () -> scene.status("documents").knownHosts().size() == 1);
    scene.kubectl("rollout", "status", "deployment/documents-gateway", "--timeout=120s");
    awaitPull(both);
    BackupAccessStatus second = scene.status("documents");
    awaitPull(second);
    assertThat(second.knownHosts()).isEqualTo(both.knownHosts().subList(1, 2));
    assertThat(pull(first).output()).contains("Host key verification failed");
  }

  @Test
  void isNotReplacedByItselfWhenItIsLost() throws Exception {
    awaitPull(scene.status("documents"));

    scene.kubectl("delete", "secret", "documents-host-keys");

    scene.awaitReason("documents", "GatewayReady", "HostKeyMissing");
    assertThat(scene.kubectl("get", "secrets", "--output=name"))
        .doesNotContain("documents-host-keys");
  }

  private Command.Result pull(BackupAccessStatus known) {
    return host.pull(known, "-a", "/documents/", host.path("copy"));
  }

  /** The load balancer may be a little behind. */
  private void awaitPull(BackupAccessStatus known) throws InterruptedException {
    Scene.await(
        "a pull of a client that knows " + known.knownHosts(),
        Duration.ofMinutes(1),
        () -> pull(known).exitCode() == 0);
  }
}
