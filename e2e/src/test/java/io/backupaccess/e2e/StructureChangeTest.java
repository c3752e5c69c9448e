package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.KeyVolumeStatus;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A change of what the gateway's pod is made of, during a pull of some 30 seconds,")
class StructureChangeTest {

  private static final int LARGE = 700_000; // at 20 KiB a second

  // The test cluster's load balancer, other than real ones, sends all connections to one node.
  private static final String ON_ONE_NODE =
      "pods: {nodeSelector: {kubernetes.io/hostname: " + Nodes.FIRST + "}}";

  private Scene scene;
  private BackupHost host;
  private LongPull pull;
  private BackupAccessStatus before;

  @BeforeEach
  void open() {
    scene = new Scene();
    host = new BackupHost(scene, "backup-host");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void letsPullsCompleteWhileNewPodsServeAnotherVolumeAndHaveAnotherPrivilege() throws Exception {
    Pod first = pullFrom("ReadWriteMany");

    addAVolume("ReadWriteMany");
    Pod second = successorDuring(pull, first);
    LongPull fromSecond = pullFromNewPod();

    scene.enforce("privileged");
    scene.allowReadAll();
    patch("{\"files\": {\"privilege\": \"ReadAll\"}}");
    Pod third = successorDuring(fromSecond, second);
    assertThat(containerOf(third).getSecurityContext().getCapabilities().getAdd())
        .containsExactly("DAC_READ_SEARCH");

    completes(pull);
    completes(fromSecond);
  }

  @Test
  void refusesNobodyWhileANewPodTakesOver() throws Exception {
    serve("ReadWriteMany");
    Pod old = scene.gatewayPod("access");
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<List<Command.Result>> pulls =
        CompletableFuture.supplyAsync(() -> pullsUntil(over), Thread::startVirtualThread);
    try {
      annotate();
      awaitSuccessor(old);
      scene.awaitGone(old);
    } finally {
      over.set(true);
    }
    assertThat(pulls.join())
        .isNotEmpty()
        .allSatisfy(pulled -> assertThat(pulled.exitCode()).as(pulled.output()).isZero());
  }

  @Test
  void doesNotLoseTheRecordOfAPullThatEndsInTheOldPod() throws Exception {
    Pod old = pullFrom("ReadWriteMany");
    annotate();
    successorDuring(pull, old);

    completes(pull);
    scene.awaitGone(old);

    KeyVolumeStatus pulled = scene.status("access").keys().getFirst().volumes().getFirst();
    assertThat(pulled.lastSuccessTime()).isEqualTo(pulled.lastPull().startTime());
    assertThat(pulled.lastPull().files()).isEqualTo(2);
  }

  @Test
  void endsThePullOfAKeyThatIsRemovedMeanwhileInTheOldPodTooAndNoOther() throws Exception {
    serve("ReadWriteMany");
    BackupHost leaving = new BackupHost(scene, "leaving-host");
    patch("{\"keys\": [" + key(host, "backup-host") + ", " + key(leaving, "leaving-host") + "]}");
    Pod old = scene.gatewayPod("access");
    pull = LongPull.begin(host, before, "documents");
    LongPull ended = LongPull.begin(leaving, before, "documents");
    annotate();
    successorDuring(pull, old);
    assertThat(ended.goesOn()).isTrue();

    patch("{\"keys\": [" + key(host, "backup-host") + "]}");

    Scene.await("the end of its pull", Duration.ofSeconds(5), () -> !ended.goesOn());
    assertThat(ended.end().output()).contains("access was withdrawn");
    completes(pull);
  }

  private static String key(BackupHost host, String name) {
    return """
        {"name": "%s", "publicKey": "%s", "grants": [{"volume": "*"}], "limits": {"bytesPerSecond": "20Ki"}}"""
        .formatted(name, host.publicKey());
  }

  @Test
  void waitsForThePullWhereTheClaimsMayNotBeMountedTwiceAndSaysSo() throws Exception {
    Pod old = pullFrom("ReadWriteOnce");

    addAVolume("ReadWriteOnce");

    scene.awaitReason("access", "GatewayReady", "WaitingForTransfers");
    assertThat(scene.message("access", "GatewayReady"))
        .contains("pod " + old.getMetadata().getName())
        .contains("1 transfer");
    assertThat(pull.goesOn()).isTrue();
    completes(pull);
    scene.awaitReady("access");
    Command.Result other = host.pull(scene.status("access"), "-a", "/added/", host.path("added"));
    assertThat(other.exitCode()).as(other.output()).isZero();
  }

  @Test
  void waitsForThePullWhereItTakesNothingAwayAndSaysSo() throws Exception {
    Pod old = pullFrom("ReadWriteOnce");
    // The operator hears of the pull within a second.
    Thread.sleep(Duration.ofSeconds(3));

    patch("{\"pods\": {\"resources\": {\"limits\": {\"memory\": \"900Mi\"}}}}");

    Scene.await(
        "a word of it",
        Duration.ofMinutes(1),
        () -> scene.message("access", "GatewayReady").contains("a new pod takes its place when"));
    assertThat(pull.goesOn()).isTrue();
    assertThat(scene.gatewayPod("access").getMetadata().getUid())
        .isEqualTo(old.getMetadata().getUid());
    Command.Result other = host.pull(before, "-a", "/documents/small", host.path("small"));
    assertThat(other.exitCode()).as(other.output()).isZero();
    completes(pull);
    awaitSuccessor(old);
    assertThat(containerOf(scene.gatewayPod("access")).getResources().getLimits())
        .containsEntry("memory", new Quantity("900Mi"));
  }

  @Test
  void endsTheTransfersAtOnceWhereItIsSuspendedAndKeepsAddressAndIdentity() throws Exception {
    Pod old = pullFrom("ReadWriteOnce");

    try (PodEnd podEnd = new PodEnd(scene, old)) {
      Instant asked = Instant.now();
      suspend(true);

      podEnd.happens(asked);
    }
    Command.Result ended = pull.end();
    assertThat(ended.exitCode()).isNotZero();
    assertThat(ended.output()).contains("this access is suspended");
    scene.awaitReason("access", "GatewayReady", "Suspended");
    assertThat(scene.events("access")).contains("spec.suspend is true: pod");
    Command.Result refused = host.pull(before, "-a", "/documents/small", host.path("small"));
    assertThat(refused.exitCode()).isNotZero();

    suspend(false);

    scene.awaitReady("access");
    BackupAccessStatus after = scene.status("access");
    assertThat(after.addresses()).isEqualTo(before.addresses());
    assertThat(after.knownHosts()).isEqualTo(before.knownHosts());
    Command.Result again = host.pull(after, "-a", "/documents/small", host.path("small"));
    assertThat(again.exitCode()).as(again.output()).isZero();
  }

  private Pod pullFrom(String accessMode) throws InterruptedException {
    serve(accessMode);
    Pod pod = scene.gatewayPod("access");
    pull = LongPull.begin(host, before, "documents");
    return pod;
  }

  private void serve(String accessMode) {
    scene.keepsAsItIs(scene.claimWithLarge("documents", LARGE, accessMode));
    scene.access(
        "access", host, "volumes: [{name: documents, claimName: documents}]\n" + ON_ONE_NODE);
    scene.awaitReady("access");
    before = scene.status("access");
  }

  private List<Command.Result> pullsUntil(AtomicBoolean over) {
    List<Command.Result> pulls = new ArrayList<>();
    while (!over.get()) {
      pulls.add(host.pull(before, "-a", "/documents/small", host.path("small")));
    }
    return pulls;
  }

  private void addAVolume(String accessMode) {
    scene.claim("added", accessMode);
    scene.access(
        "access",
        host,
        """
        volumes:
        - {name: documents, claimName: documents}
        - {name: added, claimName: added}
        """
            + ON_ONE_NODE);
  }

  private void suspend(boolean suspend) {
    patch("{\"suspend\": " + suspend + "}");
  }

  /** Is what the pod is made of. */
  private void annotate() {
    patch(
        "{\"pods\": {\"annotations\": {\"cluster-autoscaler.kubernetes.io/safe-to-evict\": \"false\"}}}");
  }

  private void patch(String spec) {
    scene.kubectl(
        "patch", "backupaccess", "access", "--type=merge", "--patch={\"spec\": " + spec + "}");
  }

  /** Waits until the pod is on its way out, and another one serves, and the pull goes on. */
  private Pod successorDuring(LongPull running, Pod old) throws InterruptedException {
    awaitSuccessor(old);
    assertThat(running.goesOn()).isTrue();
    return scene.gatewayPod("access");
  }

  private void awaitSuccessor(Pod old) throws InterruptedException {
    Scene.await(
        "the pod is replaced",
        Duration.ofMinutes(1),
        () ->
            scene.gatewayPods("access").stream()
                .noneMatch(pod -> pod.getMetadata().getUid().equals(old.getMetadata().getUid())));
    scene.awaitReady("access");
  }

  /** Once a pull of what only new pods have succeeds: the load balancer may be a little behind. */
  private LongPull pullFromNewPod() throws InterruptedException {
    BackupAccessStatus gateway = scene.status("access");
    Scene.await(
        "a pull from the new pod",
        Duration.ofMinutes(1),
        () -> host.pull(gateway, "-a", "/added/", host.path("added")).exitCode() == 0);
    return LongPull.begin(host, gateway, "documents");
  }

  private static Container containerOf(Pod pod) {
    return pod.getSpec().getContainers().getFirst();
  }

  private static void completes(LongPull pull) {
    Command.Result ended = pull.end();
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(pull.copy().resolve("large")).hasBinaryContent(new byte[LARGE]);
  }
}
