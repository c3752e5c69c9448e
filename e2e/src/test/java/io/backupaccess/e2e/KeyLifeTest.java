package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("While a key pulls, the other keys of its gateway")
class KeyLifeTest {

  /** The issue says five seconds; a machine with tests on it may be slow. */
  private static final Duration SOON = Duration.ofSeconds(20);

  private Scene scene;
  private Path data;
  private BackupHost steady;
  private BackupHost first;
  private BackupHost second;
  private BackupAccessStatus gateway;
  private String pod;
  private CompletableFuture<Command.Result> pull;

  @BeforeEach
  void pullForAWhile() throws Exception {
    scene = new Scene();
    data = scene.claimWithLarge("documents", 1_500_000, "ReadWriteOnce");
    steady = new BackupHost(scene, "steady");
    first = new BackupHost(scene, "first");
    second = new BackupHost(scene, "second");
    keys(inline("first", first));
    scene.awaitReady("documents");
    gateway = scene.status("documents");
    pod = scene.gatewayPod("documents").getMetadata().getUid();
    pull =
        CompletableFuture.supplyAsync(
            () -> steady.pull(gateway, "-a", "/documents/", steady.path("copy")),
            Thread::startVirtualThread);
  }

  /** The pull of the steady key saw nothing of it all, and neither did the pod. */
  @AfterEach
  void endThePull() throws Exception {
    try {
      assertThat(scene.gatewayPod("documents").getMetadata().getUid()).isEqualTo(pod);
      assertThat(pull.join().exitCode()).isZero();
      assertThat(Files.mismatch(steady.path("copy").resolve("large"), data.resolve("large")))
          .isEqualTo(-1);
    } finally {
      scene.close();
    }
  }

  /** Replaces the keys but the steady one; each entry is a line of YAML. */
  private void keys(String... entries) {
    keysAndVolumes("- {name: documents, claimName: documents}", entries);
  }

  private void keysAndVolumes(String volumes, String... entries) {
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: documents, namespace: NAMESPACE}
        spec:
          keys:
          - {name: steady, publicKey: %s, limits: {bandwidth: 50Ki}}
          %s
          volumes:
          %s
        """
            .formatted(steady.publicKey(), String.join("\n  ", entries), volumes));
  }

  private static String inline(String name, BackupHost host) {
    return "- {name: %s, publicKey: %s}".formatted(name, host.publicKey());
  }

  private boolean letsIn(BackupHost host) {
    return host.pull(gateway, "-a", "/documents/small", host.path("small")).exitCode() == 0;
  }

  private boolean refuses(BackupHost host) {
    return host.pull(gateway, "-a", "/documents/small", host.path("small"))
        .output()
        .contains("Permission denied (publickey)");
  }

  private void awaitLetIn(String what, BackupHost host) throws InterruptedException {
    Instant start = Instant.now();
    Scene.await(what, SOON, () -> letsIn(host));
    tell(what, start);
  }

  private void awaitRefused(String what, BackupHost host) throws InterruptedException {
    Instant start = Instant.now();
    Scene.await(what, SOON, () -> refuses(host));
    tell(what, start);
  }

  private static void tell(String what, Instant start) {
    System.out.printf("%s after %d ms%n", what, start.until(Instant.now(), ChronoUnit.MILLIS));
  }

  @Test
  void areAddedRotatedWithAnOverlapAndExpire() throws Exception {
    assertThat(refuses(second)).isTrue();
    keys(inline("first", first), inline("second", second));
    awaitLetIn("an added key is let in", second);
    assertThat(letsIn(first)).isTrue();

    keys(inline("second", second));
    awaitRefused("a removed key is refused", first);
    assertThat(letsIn(second)).isTrue();

    Instant end = Instant.now().plusSeconds(6).truncatedTo(ChronoUnit.SECONDS);
    keys("- {name: second, publicKey: %s, expiresAt: \"%s\"}".formatted(second.publicKey(), end));
    Thread.sleep(Duration.between(Instant.now(), end).plusMillis(100));
    awaitRefused("an expired key is refused", second);
  }

  @Test
  void areSignedByAnAuthorityAndRevokedByTheirSerials() throws Exception {
    BackupHost authority = new BackupHost(scene, "authority");
    Command.must(
        "ssh-keygen",
        "-q",
        "-s",
        authority.path("key").toString(),
        "-I",
        "second",
        "-n",
        "nightly",
        "-z",
        "7",
        second.path("key.pub").toString());
    String entry =
        "- {name: team, certificateAuthority: {publicKey: %s, principals: [%s], revoked: {serials: [%s]}}}";
    keys(entry.formatted(authority.publicKey(), "weekly", ""));
    awaitRefused("a key that is no longer named is refused", first);
    assertThat(refuses(second)).isTrue();

    keys(entry.formatted(authority.publicKey(), "nightly", ""));
    awaitLetIn("a certificate for a principal is let in", second);
    keys(entry.formatted(authority.publicKey(), "nightly", "\"7\""));
    awaitRefused("a revoked certificate is refused", second);
  }

  @Test
  void areRefusedOnceRemovedWhateverElseIsWrong() throws Exception {
    assertThat(letsIn(first)).isTrue();

    keysAndVolumes(
        """
        - {name: documents, claimName: documents}
          - {name: missing, claimName: nowhere}""",
        "- {name: absent, secretKeyRef: {name: nowhere, key: authorized_keys}}",
        "- {name: broken, publicKey: \"%s\"}"
            .formatted(first.publicKey().replace("AAAAC3", "AAAAC4")));

    awaitRefused("a key that is removed beside errors is refused", first);
  }
}
