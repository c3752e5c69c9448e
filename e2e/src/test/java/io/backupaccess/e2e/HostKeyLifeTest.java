package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The host of these tests checks strictly, with the lines of known_hosts that it is given. */
@DisplayName("A gateway's host key")
class HostKeyLifeTest {

  private static Scene scene;
  private static BackupHost host;

  @BeforeAll
  static void serve() {
    scene = new Scene();
    scene.claimWith("documents", "file", "content");
    host = new BackupHost(scene, "backup-host");
    hostKeys("");
    scene.awaitReady("documents");
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  @Test
  void isReplacedInTwoStepsByOneOfTheOwnersAndClientsThatCheckStrictlyPullAtEach()
      throws Exception {
    BackupAccessStatus first = scene.status("documents");
    assertThat(first.knownHosts()).hasSize(1);
    String made = secret("documents-host-keys");
    awaitPull(first);

    scene.kubectl("create", "secret", "generic", "wrong", "--from-literal=password=secret");
    hostKeys("nextSecretName: wrong");
    scene.awaitReason("documents", "Accepted", "HostKeySecretRefused");
    assertThat(scene.status("documents").knownHosts()).isEqualTo(first.knownHosts());
    awaitPull(first);

    createHostKey("ours");
    hostKeys("nextSecretName: ours");
    BackupAccessStatus both = awaitKnownHosts(2);
    assertThat(both.knownHosts()).startsWith(first.knownHosts().getFirst());
    awaitPull(first);
    awaitPull(both);

    hostKeys("secretName: ours");
    BackupAccessStatus second = awaitKnownHosts(1);
    assertThat(second.knownHosts()).containsExactly(both.knownHosts().getLast());
    awaitPull(both);
    awaitPull(second);
    assertThat(pull(first).output()).contains("Host key verification failed");
    assertThat(secret("documents-host-keys")).isEqualTo(made);
  }

  @Test
  void isNotReplacedByItselfWhenItIsLostAndServesAgainWhenItIsBack() throws Exception {
    BackupAccessStatus known = scene.status("documents");
    String secret = secretInUse();
    Path saved = scene.folder.resolve("saved.yaml");
    Files.writeString(saved, secret(secret));

    scene.kubectl("delete", "secret", secret);

    scene.awaitReason("documents", "GatewayReady", "HostKeyMissing");
    assertThat(scene.kubectl("get", "secrets", "--output=name")).doesNotContain(secret + "\n");
    assertThat(scene.status("documents").knownHosts()).isEqualTo(known.knownHosts());
    awaitPull(known);

    scene.kubectl("create", "--filename", saved.toString());

    scene.awaitReady("documents");
    assertThat(scene.status("documents").knownHosts()).isEqualTo(known.knownHosts());
    awaitPull(known);
  }

  private static void hostKeys(String fields) {
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
            .formatted(host.publicKey(), fields));
  }

  /** As the manual says. */
  private static void createHostKey(String secret) {
    Path key = scene.folder.resolve("ssh_host_ed25519_key");
    Command.must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key.toString());
    scene.kubectl(
        "create", "secret", "generic", secret, "--from-file=" + key, "--from-file=" + key + ".pub");
  }

  /** With its identity and version, so that one that was written again is another. */
  private static String secret(String name) {
    return scene.kubectl("get", "secret", name, "--output=yaml");
  }

  private static String secretInUse() {
    String chosen =
        scene.kubectl(
            "get", "backupaccess", "documents", "--output=jsonpath={.spec.hostKeys.secretName}");
    return chosen.isEmpty() ? "documents-host-keys" : chosen;
  }

  /** So many lines are published, and the pod that has their keys runs. */
  private static BackupAccessStatus awaitKnownHosts(int lines) throws InterruptedException {
    Scene.await(
        lines + " lines are published",
        Duration.ofMinutes(1),
        () -> scene.status("documents").knownHosts().size() == lines);
    scene.kubectl("rollout", "status", "deployment/documents-gateway", "--timeout=120s");
    return scene.status("documents");
  }

  /** The load balancer may be a little behind. */
  private static void awaitPull(BackupAccessStatus known) throws InterruptedException {
    Scene.await(
        "a pull of a client that knows " + known.knownHosts(),
        Duration.ofMinutes(1),
        () -> pull(known).exitCode() == 0);
  }

  private static Command.Result pull(BackupAccessStatus known) {
    return host.pull(known, "-a", "/documents/", host.path("copy"));
  }
}
