package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.fabric8.kubernetes.api.model.Secret;
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
    scene.keepsAsItIs(scene.claimWith("documents", "file", "content"));
    host = new BackupHost(scene, "backup-host");
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  @Test
  void isReplacedInTwoStepsByOneOfTheOwnersAndClientsThatCheckStrictlyPullAtEach()
      throws Exception {
    hostKeys("rotated", "");
    scene.awaitReady("rotated");
    BackupAccessStatus first = scene.status("rotated");
    assertThat(first.knownHosts()).hasSize(1);
    String made = secret("rotated-host-keys");
    awaitPull(first);

    scene.kubectl("create", "secret", "generic", "wrong", "--from-literal=password=secret");
    hostKeys("rotated", "secretNames: [rotated-host-keys, wrong]");
    scene.awaitReason("rotated", "ResolvedRefs", "HostKeySecretRefused");
    assertThat(scene.status("rotated").knownHosts()).isEqualTo(first.knownHosts());
    awaitPull(first);

    createHostKey("ours");
    hostKeys("rotated", "secretNames: [rotated-host-keys, ours]");
    BackupAccessStatus both = awaitKnownHosts("rotated", 2);
    assertThat(both.knownHosts()).startsWith(first.knownHosts().getFirst());
    awaitPull(first);
    awaitPull(both);

    hostKeys("rotated", "secretNames: [ours]");
    BackupAccessStatus second = awaitKnownHosts("rotated", 1);
    assertThat(second.knownHosts()).containsExactly(both.knownHosts().getLast());
    awaitPull(both);
    awaitPull(second);
    assertThat(pull(first).output()).contains("Host key verification failed");
    assertThat(secret("rotated-host-keys")).isEqualTo(made);
  }

  @Test
  void isNotReplacedByItselfWhenItIsLostAndServesAgainWhenItIsBack() throws Exception {
    hostKeys("lost", "");
    scene.awaitReady("lost");
    BackupAccessStatus known = scene.status("lost");
    Path saved = scene.folder.resolve("saved.yaml");
    Files.writeString(saved, secret("lost-host-keys"));

    scene.kubectl("delete", "secret", "lost-host-keys");

    scene.awaitReason("lost", "GatewayReady", "HostKeyMissing");
    assertThat(scene.find(Secret.class, "lost-host-keys")).isNull();
    assertThat(scene.status("lost").knownHosts()).isEqualTo(known.knownHosts());
    awaitPull(known);

    scene.kubectl("create", "--filename", saved.toString());

    scene.awaitReady("lost");
    assertThat(scene.status("lost").knownHosts()).isEqualTo(known.knownHosts());
    awaitPull(known);
  }

  private static void hostKeys(String access, String fields) {
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: %s, namespace: NAMESPACE}
        spec:
          keys: [{name: backup-host, publicKey: %s, grants: [{volume: "*"}]}]
          volumes: [{name: documents, claimName: documents}]
          hostKeys: {%s}
        """
            .formatted(access, host.publicKey(), fields));
  }

  /** As the manual says. */
  private static void createHostKey(String secret) {
    Path key = scene.folder.resolve("ssh_host_ed25519_key");
    Command.must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key.toString());
    scene.kubectl(
        "create", "secret", "generic", secret, "--from-file=" + key, "--from-file=" + key + ".pub");
    scene.kubectl("label", "secret", secret, "backupaccess.io/host-keys=true");
  }

  /** With its identity and version, so that one that was written again is another. */
  private static String secret(String name) {
    return scene.kubectl("get", "secret", name, "--output=yaml");
  }

  /** So many lines are published, and the pod that has their keys runs. */
  private static BackupAccessStatus awaitKnownHosts(String access, int lines)
      throws InterruptedException {
    Scene.await(
        lines + " lines are published",
        Duration.ofMinutes(1),
        () -> scene.status(access).knownHosts().size() == lines);
    scene.kubectl("rollout", "status", "deployment/" + access + "-gateway", "--timeout=120s");
    return scene.status(access);
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
