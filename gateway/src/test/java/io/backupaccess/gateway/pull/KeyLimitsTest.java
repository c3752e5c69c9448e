package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.LimitsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of one entry may take together. */
class KeyLimitsTest {
  private static final long BYTES = 2 << 20;

  @TempDir Path folder;

  private TestGateway gateway;
  private Path db;

  @BeforeEach
  void prepare() {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Processes.bash(db, "head -c " + BYTES + " /dev/urandom > large");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  /** Two keys in one entry, as two lines of a Secret are. */
  private KeyConfig entry(@Nullable Long bandwidth, @Nullable Integer sessions) {
    return new KeyConfig(
        "backup",
        List.of(gateway.publicKey("one"), gateway.publicKey("two")),
        List.of("db"),
        null,
        null,
        null,
        new KeyConfig.Limits(bandwidth, sessions));
  }

  private Process pull(String key) {
    return Processes.start(
        gateway
            .client(key)
            .rsyncCommand("-a", "--inplace", host() + ":db/", folder + "/" + key + "-copy/"));
  }

  private void awaitBegun(String key) {
    Processes.awaitReceiving(folder.resolve(key + "-copy").resolve("large"));
  }

  private void assertComplete(String key, Process pull) {
    assertThat(Processes.await(pull)).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, folder.resolve(key + "-copy"));
  }

  @Test
  void allPullsOfAnEntryTogetherStayBelowItsBandwidth() {
    gateway.with(entry(1L << 20, null)).start();
    long begin = System.nanoTime();
    Process one = pull("one");
    Process two = pull("two");
    assertComplete("one", one);
    assertComplete("two", two);
    // At least: a slow machine may well take longer. The benchmark says how exact it is.
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(3800));
  }

  @Test
  void sftpIsBoundedToo() {
    gateway.with(entry(1L << 20, null)).start();
    List<String> get = new ArrayList<>(List.of("sftp", "-q"));
    get.addAll(gateway.client("one").options("-P"));
    get.addAll(List.of(host() + ":/db/large", folder.resolve("got").toString()));
    long begin = System.nanoTime();
    assertThat(Processes.run(get).exit()).isZero();
    assertThat(folder.resolve("got")).hasSameBinaryContentAs(db.resolve("large"));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1800));
  }

  /** At its first rate this pull would take half an hour. */
  @Test
  void aChangeOfTheLimitReachesAPullThatRuns() {
    gateway.with(entry(1024L, null)).start();
    Process pull = pull("one");
    awaitThat("a pull runs", () -> gateway.transfers() == 1);
    gateway.with(entry(null, null)).configure();
    assertComplete("one", pull);
  }

  @Test
  void aTransferTooManyOfAnEntryIsRefusedAndSaysWhy() {
    gateway.with(entry(50_000L, 1)).start();
    Process first = pull("one");
    awaitBegun("one");
    Outcome second = gateway.client("two").pull("db/", folder.resolve("second"));
    assertThat(second.exit()).isNotZero();
    assertThat(second.err()).contains("too many transfers of this key");
    gateway.with(entry(null, 1)).configure();
    assertComplete("one", first);
    awaitThat(
        "there is room again",
        () -> gateway.client("two").pull("db/", folder.resolve("second")).exit() == 0);
  }

  /** A limit of an entry counts in place of the server's for each key. */
  @Test
  void anEntryMayBeGivenMoreThanEachKeyHasOtherwise() {
    gateway.limits(new LimitsConfig(null, null, null, null, null, null, null, null, 1, null));
    gateway.with(entry(50_000L, 3)).start();
    List<Process> pulls =
        Stream.of("a", "b", "c")
            .map(
                copy ->
                    Processes.start(
                        gateway
                            .client("one")
                            .rsyncCommand("-a", host() + ":db/", folder + "/" + copy + "/")))
            .toList();
    awaitThat("all of them run", () -> gateway.transfers() == 3);
    pulls.forEach(Process::destroy);
  }
}
