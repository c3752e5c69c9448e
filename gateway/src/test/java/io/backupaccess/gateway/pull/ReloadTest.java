package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.VolumeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The configuration changes while the gateway runs. */
class ReloadTest {
  @TempDir Path folder;

  private TestGateway gateway;
  private Path db;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    gateway.volume("media");
    Processes.bash(db, "head -c 4000000 /dev/urandom > large");
    gateway.grant("stays", "db", "media").grant("goes", "db", "media").start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  /** A pull that takes some seconds, and has begun. */
  private Process slowPull(String key, Path copy) throws IOException {
    return slowPull(key, copy, 1500);
  }

  /** A pull that would take minutes, and has begun. */
  private Process endlessPull(String key, Path copy) throws IOException {
    return slowPull(key, copy, 20);
  }

  private Process slowPull(String key, Path copy, int kibPerSecond) throws IOException {
    return pull(key, copy, "--bwlimit=" + kibPerSecond);
  }

  /** A pull that goes as fast as the gateway and its client let it, and has begun. */
  private Process unlimitedPull(String key, Path copy) throws IOException {
    return pull(key, copy, "--whole-file");
  }

  private Process pull(String key, Path copy, String option) throws IOException {
    Files.createDirectories(copy);
    Process pull =
        Processes.start(
            gateway
                .client(key)
                .rsyncCommand("-a", "--inplace", option, host() + ":db/", copy + "/"));
    Processes.awaitReceiving(copy.resolve("large"));
    return pull;
  }

  private boolean accepts(String key) {
    return gateway.client(key).command("true").exit() == 0;
  }

  @Test
  void keysComeAndGoWithoutTouchingAPullThatRuns() throws IOException {
    Process pull = slowPull("stays", folder.resolve("copy"));
    gateway.grant("comes", "db").without("goes").configure();
    awaitThat("the new key is accepted", () -> accepts("comes"));
    assertThat(accepts("goes")).isFalse();
    assertThat(pull.isAlive()).isTrue();
    assertThat(Processes.await(pull)).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, folder.resolve("copy"));
  }

  @Test
  void thePullOfARemovedKeyIsEnded() throws IOException {
    Process ended = endlessPull("goes", folder.resolve("ended"));
    Process runs = slowPull("stays", folder.resolve("runs"));
    gateway.without("goes").configure();
    assertThat(Processes.await(ended).exit()).isNotZero();
    assertThat(runs.isAlive()).isTrue();
    assertThat(Processes.await(runs).exit()).isZero();
  }

  @Test
  void anIdleConnectionOfARemovedKeyIsEnded() {
    Path control = folder.resolve("control");
    Process master =
        Processes.start(
            gateway.client("goes").sshCommand("-M", "-N", "-S", control.toString(), host()));
    awaitThat("the connection is there", () -> Files.exists(control));
    gateway.without("goes").configure();
    assertThat(Processes.await(master).err()).contains("Access ended");
  }

  @Test
  void aSessionFromASourceThatIsNoLongerAdmittedIsEnded() throws IOException {
    Process pull = endlessPull("goes", folder.resolve("copy"));
    gateway.with(
        new KeyConfig(
            "goes",
            List.of(gateway.publicKey("goes")),
            List.of("db"),
            null,
            List.of("203.0.113.0/24"),
            null));
    gateway.configure();
    assertThat(Processes.await(pull).exit()).isNotZero();
    assertThat(accepts("goes")).isFalse();
    assertThat(accepts("stays")).isTrue();
  }

  @Test
  void aKeyThatExpiresWhileItPullsIsEnded() throws IOException {
    String line = gateway.publicKey("brief");
    gateway.with(
        new KeyConfig(
            "brief",
            List.of(line),
            List.of("db"),
            null,
            null,
            Instant.now().plus(Duration.ofHours(1))));
    gateway.configure();
    awaitThat("the key is accepted", () -> accepts("brief"));
    Process pull = endlessPull("brief", folder.resolve("copy"));
    gateway.passTime(Duration.ofHours(1));
    assertThat(Processes.await(pull).exit()).isNotZero();
    assertThat(accepts("brief")).isFalse();
  }

  @Test
  void aPullOfAVolumeNoLongerGrantedIsEndedAndThatOfAnotherIsNot() throws IOException {
    Process ended = endlessPull("goes", folder.resolve("ended"));
    gateway.grant("goes", "media").configure();
    assertThat(Processes.await(ended).exit()).isNotZero();
    awaitThat("the rest is granted", () -> accepts("goes"));
    assertThat(gateway.client("goes").pull("db/", folder.resolve("later")).exit()).isEqualTo(23);
    assertThat(gateway.client("goes").pull("media/", folder.resolve("media")).exit()).isZero();
  }

  @Test
  void anApplicationThatNeedsTheVolumeEndsEveryPullAndTheyAreToldWhy() throws Exception {
    Process pull = endlessPull("stays", folder.resolve("copy"));
    gateway.yieldVolumes();
    Outcome ended = Processes.await(pull);
    assertThat(ended.exit()).isNotZero();
    assertThat(ended.err()).contains("yielded: the volume is needed elsewhere");
    assertThat(gateway.client("stays").rsync("-a", host() + ":db/", folder + "/late/").exit())
        .isNotZero();
  }

  @Test
  void anApplicationDoesNotWaitUntilASlowClientHasAllThatWasReadForIt() throws Exception {
    KeyConfig.Limits slow = new KeyConfig.Limits(1024L, null);
    gateway.with(
        new KeyConfig(
            "slow", List.of(gateway.publicKey("slow")), List.of("db"), null, null, null, slow));
    gateway.configure();
    awaitThat("the key is accepted", () -> accepts("slow"));
    // Two, in whose pipes there are two minutes of that.
    Process pull = unlimitedPull("slow", folder.resolve("copy"));
    Process other = unlimitedPull("slow", folder.resolve("other"));
    gateway.yieldVolumes();
    assertThat(Processes.await(pull).err()).contains("yielded: the volume is needed elsewhere");
    assertThat(Processes.await(other).err()).contains("yielded: the volume is needed elsewhere");
  }

  @Test
  void anApplicationDoesNotWaitForAClientThatIsStopped() throws Exception {
    gateway.close();
    Processes.bash(db, "truncate --size=1G large"); // more than lies between the two
    gateway.drainTimeout(Duration.ofMinutes(2)).start();
    Process pull = unlimitedPull("stays", folder.resolve("copy"));
    List<ProcessHandle> client =
        Stream.concat(pull.descendants(), Stream.of(pull.toHandle())).toList();
    signal("STOP", client);
    awaitStuck();
    gateway.yieldVolumes();
    Thread stopping = Thread.ofVirtual().start(gateway::close);
    assertThat(stopping.join(Duration.ofMinutes(1))).isTrue();
    signal("CONT", client);
    assertThat(Processes.await(pull).exit()).isNotZero();
  }

  /** Waits until the gateway's child can do nothing from one look to the next. */
  private static void awaitStuck() {
    AtomicReference<String> before = new AtomicReference<>("");
    awaitThat(
        "its output waits",
        () -> {
          String done = doneByChild();
          return !done.isEmpty() && done.equals(before.getAndSet(done));
        });
  }

  private static String doneByChild() {
    return ProcessHandle.current()
        .children()
        .map(child -> Path.of("/proc/" + child.pid()))
        .filter(child -> Processes.text(child.resolve("cmdline")).contains("--server"))
        .map(child -> Processes.text(child.resolve("io")))
        .collect(Collectors.joining());
  }

  private static void signal(String name, List<ProcessHandle> processes) {
    processes.forEach(
        process -> Processes.run(List.of("kill", "-" + name, String.valueOf(process.pid()))));
  }

  @Test
  void whenToldToEndItServesNewConnectionsForAWhileUnlessAnApplicationNeedsTheVolume()
      throws Exception {
    gateway.close();
    gateway.shutdownDelay(Duration.ofMinutes(2)).start();
    Client client = gateway.client("stays");
    Thread stopping = Thread.ofVirtual().start(gateway::close);
    awaitThat("it is not ready", () -> !gateway.isReady());
    assertThat(client.pull("db/", folder.resolve("copy")).exit()).isZero();
    gateway.yieldVolumes();
    assertThat(stopping.join(Duration.ofMinutes(1))).isTrue();
    assertThat(client.pull("db/", folder.resolve("late")).err()).contains("Connection refused");
  }

  @Test
  void anOwnerWhoSuspendsItEndsEveryPullAndTheyAreToldWhy() throws Exception {
    Process pull = endlessPull("stays", folder.resolve("copy"));
    gateway.suspend();
    Outcome ended = Processes.await(pull);
    assertThat(ended.exit()).isNotZero();
    assertThat(ended.err()).contains("this access is suspended");
    assertThat(accepts("stays")).isFalse();
  }

  @Test
  void whileItDrainsANewerConfigurationEndsWhatItDoesNotAllowAndNothingElse() throws Exception {
    Process ended = endlessPull("goes", folder.resolve("ended"));
    Process runs = slowPull("stays", folder.resolve("runs"));
    Thread stopping = Thread.ofVirtual().start(gateway::close);
    awaitThat("it drains", gateway::isDraining);

    gateway.without("goes").enforce();

    assertThat(Processes.await(ended).err()).contains("access was withdrawn");
    assertThat(runs.isAlive()).isTrue();
    assertThat(Processes.await(runs)).isEqualTo(new Outcome(0, "", ""));
    assertThat(stopping.join(Duration.ofMinutes(1))).isTrue();
    Trees.assertSame(db, folder.resolve("runs"));
  }

  @Test
  void whoIsWaitedForAtTheEndIsNotAnyMoreWhenAnApplicationNeedsTheVolume() throws Exception {
    Process pull = endlessPull("stays", folder.resolve("copy"));
    Thread stopping = Thread.ofVirtual().start(gateway::close);
    awaitThat("it waits for the pull", gateway::isDraining);
    gateway.yieldVolumes();
    assertThat(Processes.await(pull).err()).contains("yielded: the volume is needed elsewhere");
    assertThat(stopping.join(Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void aRemovalCountsEvenWhereOtherEntriesAreBroken() {
    gateway.without("goes");
    gateway.with(new KeyConfig("broken", List.of("nonsense"), List.of("db"), null, null, null));
    gateway.with(new KeyConfig("worse", List.of(), List.of("NO VOLUME"), null, null, null));
    gateway.with(new VolumeConfig("BROKEN", "relative", null));
    gateway.configure();
    awaitThat("the key is gone", () -> !accepts("goes"));
    assertThat(accepts("stays")).isTrue();
  }

  @Test
  void aDocumentThatCannotBeReadGrantsNothingUntilItCan() {
    gateway.configure("{\"keys\": [");
    awaitThat("no key is accepted", () -> !accepts("stays"));
    gateway.configure();
    awaitThat("the key is accepted again", () -> accepts("stays"));
  }

  @Test
  void aFileThatIsGoneGrantsNothing() throws IOException {
    Files.delete(gateway.configFile());
    awaitThat("no key is accepted", () -> !accepts("stays"));
  }

  /** About the gateway's own file: what a reader has in its file says nothing of that. */
  @Test
  @DisabledIfSystemProperty(named = "gateway.tests.throughReader", matches = "true")
  void aFolderSwappedBehindASymbolicLinkIsNoticed() throws IOException {
    gateway.close();
    Path first = Files.createDirectory(folder.resolve("..first"));
    Path second = Files.createDirectory(folder.resolve("..second"));
    gateway.configure();
    Files.move(gateway.configFile(), first.resolve("gateway.json"));
    gateway.without("goes").configure();
    Files.move(gateway.configFile(), second.resolve("gateway.json"));
    Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
    Files.createSymbolicLink(gateway.configFile(), Path.of("..data/gateway.json"));
    gateway.startAsConfigured();
    assertThat(accepts("goes")).isTrue();
    Path next = Files.createSymbolicLink(folder.resolve("..next"), second.getFileName());
    Files.move(next, data, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    awaitThat("the key is gone", () -> !accepts("goes"));
  }
}
