package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Prints the time of each effect, from before {@code kubectl} is started until a client has seen
 * it.
 */
@DisplayName("While another key pulls, a key")
class KeyLifeTest {

  /** Five seconds are promised; a machine with tests on it may be slow. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final String SLOWLY = "grants: [{volume: '*'}], limits: {bytesPerSecond: 20Ki}";
  private static final String CONSENT = "backupaccess.io/keys: \"true\"";
  private static final String DOCUMENTS = "volumes: [{name: documents, claimName: documents}]";

  private static Scene scene;
  private static Path data;
  private static BackupHost steady;
  private static BackupAccessStatus gateway;
  private static Pod pod;
  private static LongPull steadyPull;

  @BeforeAll
  static void beginTheSteadyPull() throws Exception {
    scene = new Scene();
    data = scene.claimWithLarge("documents", 8_000_000, "ReadWriteOnce");
    steady = new BackupHost(scene, "steady");
    keys();
    scene.awaitReady("documents");
    gateway = scene.status("documents");
    pod = scene.gatewayPod("documents");
    steadyPull = LongPull.begin(steady, gateway, "documents");
  }

  @AfterEach
  void theSteadyPullGoesOn() {
    assertThat(steadyPull.goesOn()).isTrue();
  }

  /** The change of its limit, too, reaches the pull that runs. */
  @AfterAll
  static void theSteadyPullCompletesInThePodInWhichItBegan() throws Exception {
    try {
      within(
          "the bandwidth of a pull that runs is no longer limited, and it completes",
          () -> access(DOCUMENTS, entry("steady", steady, "grants: [{volume: '*'}]")),
          () -> !steadyPull.goesOn());
      assertThat(steadyPull.end()).isEqualTo(new Command.Result(0, ""));
      assertThat(steadyPull.copy().resolve("large")).hasSameBinaryContentAs(data.resolve("large"));
      Pod now = scene.gatewayPod("documents");
      assertThat(now.getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
      assertThat(now.getStatus().getContainerStatuses().getFirst().getRestartCount()).isZero();
    } finally {
      scene.close();
      steadyPull.end();
    }
  }

  @Test
  void isAddedThenReplacedWithAnOverlapAndThenItsPullEnds() throws Exception {
    BackupHost former = new BackupHost(scene, "former");
    BackupHost next = new BackupHost(scene, "next");
    assertThat(isRefused(former)).isTrue();

    within(
        "an added key is let in",
        () -> keys(entry("former", former, SLOWLY)),
        () -> isLetIn(former));
    LongPull pull = LongPull.begin(former, gateway, "documents");
    within(
        "the next key is let in beside it",
        () -> keys(entry("former", former, SLOWLY), entry("next", next, SLOWLY)),
        () -> isLetIn(next));
    assertThat(pull.goesOn()).isTrue();
    within(
        "the pull of a removed key ends",
        () -> keys(entry("next", next, SLOWLY)),
        () -> !pull.goesOn());

    assertThat(pull.end().exitCode()).isNotZero();
    assertThat(isRefused(former)).isTrue();
    assertThat(isLetIn(next)).isTrue();
  }

  @Test
  void expiresWhileItPulls() throws Exception {
    BackupHost host = new BackupHost(scene, "expires");
    LongPull pull = let(host);
    Instant end = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS);

    keys(entry("expires", host, SLOWLY + ", expirationTime: \"" + end + "\""));

    Scene.await("the pull of an expired key ends", SOON, () -> !pull.goesOn());
    tell("the pull of an expired key ends", end);
    assertThat(Instant.now()).isAfter(end);
    assertThat(pull.end().exitCode()).isNotZero();
    assertThat(isRefused(host)).isTrue();
  }

  @Test
  void isRefusedAndItsPullEndsWhateverElseIsWrong() throws Exception {
    BackupHost goes = new BackupHost(scene, "goes");
    BackupHost twice = new BackupHost(scene, "twice");
    secret("silent", "", twice.publicKey());
    secret("lines", CONSENT, "ssh-ed25519 damaged\n" + twice.publicKey());
    LongPull pull = let(goes);

    within(
        "the pull of a key that is removed beside errors ends",
        () ->
            access(
                """
                volumes:
                - {name: documents, claimName: documents}
                - {name: missing, claimName: missing}
                - {name: inbox, claimName: documents, mode: WriteOnly}
                hostKeys: {secretNames: [documents-host-keys, nowhere]}
                """,
                entry("steady", steady, SLOWLY),
                inSecret("absent", "absent", "authorized_keys"),
                inSecret("silent", "silent", "authorized_keys"),
                inSecret("other", "lines", "other"),
                inSecret("lines", "lines", "authorized_keys"),
                entry("twice", twice, SLOWLY),
                "{name: damaged, publicKey: %s, grants: [{volume: '*'}]}"
                    .formatted(goes.publicKey().replace("AAAAC3", "AAAAC4"))),
        () -> !pull.goesOn());

    assertThat(pull.end().exitCode()).isNotZero();
    assertThat(isRefused(goes)).isTrue();
    assertThat(isRefused(twice)).isTrue();
    scene.awaitReason("documents", "Accepted", "InvalidKey");
    assertThat(scene.message("documents", "Accepted"))
        .contains("occurs more than once")
        .contains("spec.keys[6].publicKey");
    assertThat(scene.message("documents", "ResolvedRefs"))
        .contains("keys[1].secretKeyRef: Secret absent does not exist")
        .contains("Secret silent lacks the label")
        .contains("Secret lines has no key other")
        .contains("line 1 of key authorized_keys of Secret lines")
        .contains("spec.hostKeys.secretNames[1]");
    assertThat(scene.message("documents", "VolumesReady"))
        .contains("claim missing does not exist")
        .contains("backupaccess.io/allow-writes");
  }

  @Test
  void comesAndGoesWithTheContentsOfItsSecretAndItsConsent() throws Exception {
    BackupHost former = new BackupHost(scene, "former-in-secret");
    BackupHost next = new BackupHost(scene, "next-in-secret");
    secret("team", CONSENT, former.publicKey());
    within(
        "a key in a Secret is let in",
        () -> keys(inSecret("team", "team", "authorized_keys")),
        () -> isLetIn(former));
    LongPull pull = LongPull.begin(former, gateway, "documents");

    within(
        "the pull of a key that a Secret no longer has ends",
        () -> secret("team", CONSENT, next.publicKey()),
        () -> !pull.goesOn());
    assertThat(isRefused(former)).isTrue();
    assertThat(isLetIn(next)).isTrue();

    within(
        "a key whose Secret lost its consent is refused",
        () -> secret("team", "", next.publicKey()),
        () -> isRefused(next));
  }

  @Test
  void isRefusedBesideAPrivateKeyThatNothingRepeats() throws Exception {
    BackupHost host = new BackupHost(scene, "careless");
    secret("careless", CONSENT, host.publicKey());
    within(
        "a key in a Secret is let in",
        () -> keys(inSecret("careless", "careless", "authorized_keys")),
        () -> isLetIn(host));
    String privateKey = Files.readString(host.path("key"));

    within(
        "a key beside a private key is refused",
        () -> secret("careless", CONSENT, host.publicKey() + "\n" + privateKey),
        () -> isRefused(host));

    scene.awaitReason("documents", "ResolvedRefs", "InvalidKey");
    assertThat(scene.message("documents", "ResolvedRefs")).contains("this is a private key");
    Scene.await("an Event says so", SOON, () -> scene.events("documents").contains("InvalidKey"));
    List<String> body = privateKey.lines().filter(line -> !line.startsWith("-----")).toList();
    assertThat(body).isNotEmpty();
    assertThat(scene.kubectl("get", "backupaccesses,events,configmaps,pods", "--output=yaml"))
        .contains("gateway.json", "this is a private key")
        .doesNotContain(body);
    assertThat(scene.kubectl("logs", "deployment/documents-gateway")).doesNotContain(body);
  }

  @Test
  void isSignedByAnAuthorityAndItsPullEndsWhenItsNumberIsRevoked() throws Exception {
    BackupHost authority = new BackupHost(scene, "authority");
    BackupHost goes = new BackupHost(scene, "signed-7");
    BackupHost stays = new BackupHost(scene, "signed-8");
    sign(authority, "7", goes);
    sign(authority, "8", stays);
    String entry =
        "{name: team, certificateAuthority: {publicKey: %s, principals: [nightly], revoked: {serials: [%s]}}, %s}";

    within(
        "a certificate of a new authority is let in",
        () -> keys(entry.formatted(authority.publicKey(), "", SLOWLY)),
        () -> isLetIn(goes));
    LongPull pull = LongPull.begin(goes, gateway, "documents");
    within(
        "the pull of a revoked certificate ends",
        () -> keys(entry.formatted(authority.publicKey(), "\"7\"", SLOWLY)),
        () -> !pull.goesOn());

    assertThat(pull.end().exitCode()).isNotZero();
    assertThat(isRefused(goes)).isTrue();
    assertThat(isLetIn(stays)).isTrue();
  }

  /** The steady key and these. */
  private static void keys(String... others) {
    String[] entries = new String[others.length + 1];
    entries[0] = entry("steady", steady, SLOWLY);
    System.arraycopy(others, 0, entries, 1, others.length);
    access(DOCUMENTS, entries);
  }

  /** Applies the resource; {@code rest} is what its spec has beside the keys, from column 0. */
  private static void access(String rest, String... entries) {
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: documents, namespace: NAMESPACE}
        spec:
          keys:
          - %s
        """
                .formatted(String.join("\n  - ", entries))
            + rest.indent(2));
  }

  private static String entry(String name, BackupHost host, String rest) {
    return "{name: %s, publicKey: %s, %s}".formatted(name, host.publicKey(), rest);
  }

  private static String inSecret(String name, String secret, String key) {
    return "{name: %s, secretKeyRef: {name: %s, key: %s}, %s}".formatted(name, secret, key, SLOWLY);
  }

  private static void secret(String name, String label, String keys) {
    scene.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: NAMESPACE, labels: {%s}}
        data: {authorized_keys: %s}
        """
            .formatted(
                name,
                label,
                Base64.getEncoder().encodeToString(keys.getBytes(StandardCharsets.UTF_8))));
  }

  private static void sign(BackupHost authority, String number, BackupHost host) {
    Command.must(
        "ssh-keygen",
        "-q",
        "-s" + authority.path("key"),
        "-Ibackup-host",
        "-nnightly",
        "-z" + number,
        host.path("key.pub").toString());
  }

  /** Lets a host in whose pull has then begun. */
  private static LongPull let(BackupHost host) throws InterruptedException {
    keys(entry("other", host, SLOWLY));
    Scene.await("a key is let in", SOON, () -> isLetIn(host));
    return LongPull.begin(host, gateway, "documents");
  }

  private static boolean isLetIn(BackupHost host) {
    return pullSmall(host).exitCode() == 0;
  }

  private static boolean isRefused(BackupHost host) {
    // Not by the exit code: of two endings, ssh's (255) and its own broken pipe (12), rsync reports
    // the one that it sees first.
    return pullSmall(host).output().contains("Permission denied (publickey)");
  }

  private static Command.Result pullSmall(BackupHost host) {
    return host.pull(gateway, "-a", "/documents/small", host.path("small"));
  }

  private static void within(String effect, Runnable change, BooleanSupplier reached)
      throws InterruptedException {
    Instant start = Instant.now();
    change.run();
    Scene.await(effect, SOON, reached);
    tell(effect, start);
  }

  private static void tell(String effect, Instant start) {
    System.out.printf("%5d ms: %s%n", start.until(Instant.now(), ChronoUnit.MILLIS), effect);
  }
}
