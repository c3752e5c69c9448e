package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.gatewayconfig.LimitsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each limit that can be configured, at a gateway that is configured with it. */
class DoorLimitsTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();
  private static final String NO_PENALTIES = "'perSourcePenalties': {'enabled': false}";

  @TempDir Path folder;

  private final List<Stranger> strangers = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private Duration longestWait = Duration.ofMillis(200);
  private TestGateway gateway;

  /** A gateway with these limits, in JSON with single quotes. */
  private void start(String limits) {
    gateway = new TestGateway(folder).longestWait(longestWait);
    gateway.volume("db");
    gateway.grant("backup", "db").grant("other", "db");
    try {
      gateway.limits(JSON.readValue("{" + limits.replace('\'', '"') + "}", LimitsConfig.class));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    gateway.start();
  }

  /** A gateway at which one waits for longer than any test takes. */
  private void startPatiently(String limits) {
    longestWait = Duration.ofMinutes(10);
    start(limits);
  }

  private Process pull() {
    return stay(gateway.client("backup").rsyncCommand("-a", host() + ":db/", folder + "/copy/"));
  }

  @AfterEach
  void stop() {
    strangers.forEach(Stranger::close);
    processes.forEach(Process::destroyForcibly);
    gateway.close();
  }

  private Stranger stranger(String source) {
    Stranger stranger = new Stranger(gateway.port(), source);
    strangers.add(stranger);
    return stranger;
  }

  /** Whether a stranger is let in, who then stays. */
  private boolean letsIn(String source) {
    return stranger(source).isLetIn();
  }

  private void leaveAll() {
    strangers.forEach(Stranger::close);
    strangers.clear();
  }

  private void awaitLetIn(String source) {
    awaitThat("it is let in", () -> letsIn(source));
  }

  private void awaitRefused(String source) {
    awaitThat("it is refused", () -> isRefused(source));
  }

  /**
   * The same by what a source does over and over. What it does while the gateway has yet to see the
   * end of its last session earns nothing, and a short penalty may be over before it is looked for.
   */
  private void awaitRefused(String source, Runnable failure) {
    awaitThat(
        "it is refused",
        () -> {
          failure.run();
          return isRefused(source);
        });
  }

  private boolean isRefused(String source) {
    try (Stranger stranger = new Stranger(gateway.port(), source)) {
      return !stranger.isLetIn();
    }
  }

  private static void assertLogsIn(Outcome login) {
    assertThat(login).isEqualTo(new Outcome(0, "", ""));
  }

  /** Offers keys in this order. */
  private Outcome login(String first, String... others) {
    List<String> arguments = new ArrayList<>();
    for (String other : others) {
      gateway.publicKey(other); // makes it
      arguments.addAll(List.of("-i", folder.resolve(other).toString()));
    }
    arguments.addAll(List.of("-T", host(), "true"));
    return gateway.client(first).ssh(arguments.toArray(String[]::new));
  }

  /** A program that runs until its standard input ends, which it does with the test. */
  private Process stay(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).start();
      processes.add(process);
      return process;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void stayLoggedIn() {
    try (GatewayLog log = new GatewayLog()) {
      processes.add(Processes.start(gateway.client("backup").sshCommand("-N", host())));
      awaitThat("it has logged in", () -> log.count("login") == 1);
    }
  }

  private Process sftp(String key) {
    return stay(gateway.client(key).sshCommand("-T", "-s", host(), "sftp"));
  }

  @Test
  void connections() {
    start("'connections': 2, " + NO_PENALTIES);
    assertThat(letsIn("127.0.0.2")).isTrue();
    assertThat(letsIn("127.0.0.3")).isTrue();
    assertThat(letsIn("127.0.0.4")).isFalse();
    leaveAll();
    awaitLetIn("127.0.0.4");
  }

  @Test
  void connectionsPerSource() {
    start("'connectionsPerSource': 1, " + NO_PENALTIES);
    assertThat(letsIn("127.0.0.2")).isTrue();
    assertThat(letsIn("127.0.0.2")).isFalse();
    assertThat(letsIn("127.0.0.3")).isTrue();
    leaveAll();
    awaitLetIn("127.0.0.2");
  }

  @Test
  void maxStartups() {
    start("'maxStartups': '2:100:2', " + NO_PENALTIES);
    stayLoggedIn();
    assertThat(letsIn("127.0.0.2")).isTrue();
    assertThat(letsIn("127.0.0.3")).isTrue();
    assertThat(letsIn("127.0.0.4")).isFalse();
    leaveAll();
    awaitThat("there is a slot", () -> gateway.client("backup").command("true").exit() == 0);
  }

  @Test
  void loginGraceTime() {
    start("'loginGraceTime': 'PT1S', " + NO_PENALTIES);
    Stranger silent = stranger("127.0.0.2");
    assertThat(silent.isLetIn()).isTrue();
    silent.awaitEnd();
  }

  @Test
  void maxAuthTriesLetsTheLastKeyLogIn() {
    start("'maxAuthTries': 3, " + NO_PENALTIES);
    assertLogsIn(login("bad1", "bad2", "backup"));
    Outcome late = login("bad1", "bad2", "bad3", "backup");
    assertThat(late.exit()).isEqualTo(255);
    assertThat(late.err()).contains("Too many authentication failures");
  }

  @Test
  void maxAuthTriesOfOneLetsTheFirstKeyLogIn() {
    start("'maxAuthTries': 1, " + NO_PENALTIES);
    assertLogsIn(login("backup"));
    assertThat(login("bad1", "backup").exit()).isEqualTo(255);
  }

  /** Some clients ask for the service of logins before each key. */
  @Test
  void maxAuthTriesCountsForTheWholeConnection() {
    start(NO_PENALTIES);
    List<String> offers = List.of("/usr/bin/python3", "src/test/python/offer_keys.py");
    Outcome offered =
        Processes.run(
            Stream.concat(offers.stream(), Stream.of(String.valueOf(gateway.port()), "45"))
                .toList());
    assertThat(offered).isEqualTo(new Outcome(0, "6\n", ""));
  }

  @Test
  void clientsThatAskForTheServiceBeforeEachKeyLogIn() {
    start(NO_PENALTIES);
    String keys =
        Stream.of("bad1", "bad2", "bad3", "bad4", "backup")
            .peek(gateway::publicKey)
            .map(name -> folder.resolve(name).toString())
            .collect(Collectors.joining(","));
    List<String> paramiko =
        List.of(
            "/usr/bin/python3",
            "src/test/python/with_paramiko.py",
            String.valueOf(gateway.port()),
            keys,
            gateway.client("backup").knownHosts().toString(),
            "-l",
            "backup",
            "127.0.0.1",
            "true");
    assertLogsIn(Processes.run(paramiko));
  }

  /** As many as {@code ssh} offers, which is more messages than strangers otherwise have. */
  @Test
  void maxAuthTriesMayBeMany() {
    start("'maxAuthTries': 99, " + NO_PENALTIES);
    Stream<String> bad = IntStream.range(1, 98).mapToObj(i -> "bad" + i);
    assertLogsIn(login("bad", Stream.concat(bad, Stream.of("backup")).toArray(String[]::new)));
  }

  @Test
  void maxSessions() {
    start("'maxSessions': 1, " + NO_PENALTIES);
    Client client = gateway.client("backup");
    String socket = folder.resolve("mux").toString();
    processes.add(Processes.start(client.sshCommand("-M", "-S", socket, "-N", host())));
    awaitThat(
        "the connection is there",
        () -> client.ssh("-S", socket, "-O", "check", host()).exit() == 0);
    // Without it, ssh would make a connection of its own when the channel is refused.
    List<String> options = List.of("-S", socket, "-o", "ProxyCommand=false", "-T");
    List<String> first = new ArrayList<>(options);
    first.addAll(List.of("-s", host(), "sftp"));
    stay(client.sshCommand(first.toArray(String[]::new)));
    awaitThat("one session is there", () -> gateway.transfers() == 1);
    List<String> second = new ArrayList<>(options);
    second.addAll(List.of(host(), "true"));
    assertThat(client.ssh(second.toArray(String[]::new)).exit()).isEqualTo(255);
    processes.getLast().destroy();
    awaitThat("it is gone", () -> client.ssh(second.toArray(String[]::new)).exit() == 0);
  }

  @Test
  void connectionsPerKey() {
    start("'connectionsPerKey': 1, " + NO_PENALTIES);
    stayLoggedIn();
    Process second = Processes.start(gateway.client("backup").sshCommand("-N", host()));
    assertThat(Processes.await(second).err()).contains("Too many connections of this key");
    assertLogsIn(login("other"));
  }

  @Test
  void aConnectionTooManyWaitsForAnotherOfItsKeyToEnd() {
    startPatiently("'connectionsPerKey': 1, " + NO_PENALTIES);
    stayLoggedIn();
    try (GatewayLog log = new GatewayLog()) {
      Process second = Processes.start(gateway.client("backup").sshCommand("-T", host(), "true"));
      awaitThat("it waits", () -> log.count("its key has too many connections: it waits") == 1);
      assertThat(second.isAlive()).isTrue();
      assertLogsIn(login("other"));
      processes.getLast().destroy();
      assertLogsIn(Processes.await(second));
    }
  }

  /** A key that is withdrawn does not wait to be told so. */
  @Test
  void aConnectionThatWaitsIsEndedWithItsKey() {
    startPatiently("'connectionsPerKey': 1, " + NO_PENALTIES);
    stayLoggedIn();
    try (GatewayLog log = new GatewayLog()) {
      Process second = Processes.start(gateway.client("backup").sshCommand("-T", host(), "true"));
      awaitThat("it waits", () -> log.count("its key has too many connections: it waits") == 1);
      gateway.without("backup").configure();
      assertThat(Processes.await(second).err())
          .containsAnyOf("Access ended", "access was withdrawn");
    }
  }

  @Test
  void aTransferTooManyWaitsForAnotherToEnd() {
    startPatiently("'transfersPerKey': 1, " + NO_PENALTIES);
    Process first = sftp("backup");
    awaitThat("it runs", () -> gateway.transfers() == 1);
    Process second = sftp("backup");
    Process third = pull();
    assertLogsIn(gateway.client("other").pull("db/", folder.resolve("others-copy")));
    assertThat(second.isAlive() && third.isAlive()).isTrue();
    first.destroy();
    second.destroy();
    assertLogsIn(Processes.await(third));
  }

  @Test
  void aTransferThatWaitsIsEndedWithItsKeyOrWithTheGateway() throws Exception {
    startPatiently("'transfersPerKey': 1, " + NO_PENALTIES);
    sftp("backup");
    sftp("other");
    awaitThat("both run", () -> gateway.transfers() == 2);
    Process ofBackup = pull();
    Process ofOther =
        Processes.start(
            gateway.client("other").rsyncCommand("-a", host() + ":db/", folder + "/others/"));
    gateway.without("backup").configure();
    assertThat(Processes.await(ofBackup).exit()).isNotZero();
    Thread stopping = Thread.ofVirtual().start(gateway::close);
    assertThat(Processes.await(ofOther).err()).contains("this server is about to stop");
    processes.forEach(Process::destroyForcibly);
    assertThat(stopping.join(Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void transfers() {
    start("'transfers': 1, " + NO_PENALTIES);
    sftp("backup");
    awaitThat("it runs", () -> gateway.transfers() == 1);
    Outcome refused = gateway.client("other").pull("db/", folder.resolve("copy"));
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("too many transfers");
  }

  @Test
  void transfersPerKey() {
    start("'transfersPerKey': 1, " + NO_PENALTIES);
    sftp("backup");
    awaitThat("it runs", () -> gateway.transfers() == 1);
    Outcome refused = gateway.client("backup").pull("db/", folder.resolve("copy"));
    assertThat(refused.err()).contains("too many transfers of this key");
    assertLogsIn(gateway.client("other").pull("db/", folder.resolve("copy")));
  }

  /** One penalty alone is long, the others are too short to count. */
  private void startWithPenalty(String penalty, String otherLimits) {
    String penalties = "'authFail': 'PT1S', 'noAuth': 'PT1S', 'graceExceeded': 'PT1S'";
    String refuse = ", 'refuseConnection': 'PT1S', 'min': 'PT1H', 'max': 'PT1H'";
    String one = "'" + penalty + "': ";
    start(
        otherLimits
            + "'perSourcePenalties': {"
            + (penalties + refuse).replace(one + "'PT1S'", one + "'PT1H'")
            + "}");
  }

  @Test
  void penaltyForRefusedKeys() {
    startWithPenalty("authFail", "");
    stranger("127.0.0.1").says("SSH-2.0-Stranger\r\n").close();
    assertThat(login("bad").exit()).isEqualTo(255);
    awaitRefused("127.0.0.1");
  }

  @Test
  void penaltyForNoTry() {
    startWithPenalty("noAuth", "");
    assertThat(login("bad").exit()).isEqualTo(255);
    assertLogsIn(login("backup"));
    awaitRefused("127.0.0.1", () -> stranger("127.0.0.1").says("SSH-2.0-Stranger\r\n").close());
  }

  @Test
  void penaltyForALoginThatTakesTooLong() {
    startWithPenalty("graceExceeded", "'loginGraceTime': 'PT10S', ");
    stranger("127.0.0.2").says("SSH-2.0-Stranger\r\n").awaitEnd();
    awaitRefused("127.0.0.2");
    assertThat(letsIn("127.0.0.3")).isTrue();
  }

  @Test
  void penaltyForTooManyConnections() {
    startWithPenalty("refuseConnection", "'connectionsPerSource': 1, ");
    assertThat(letsIn("127.0.0.2")).isTrue();
    assertThat(letsIn("127.0.0.2")).isFalse();
    leaveAll();
    awaitThat("the first is gone", () -> letsIn("127.0.0.3"));
    assertThat(letsIn("127.0.0.2")).isFalse();
  }

  @Test
  void theLeastSumThatCounts() {
    start("'perSourcePenalties': {'authFail': 'PT20M', 'min': 'PT30M', 'max': 'PT1H'}");
    assertThat(login("bad").exit()).isEqualTo(255);
    assertLogsIn(login("backup"));
    awaitRefused("127.0.0.1", () -> login("bad"));
  }

  @Test
  void theGreatestSum() {
    start("'perSourcePenalties': {'authFail': 'PT1H', 'min': 'PT5S', 'max': 'PT5S'}");
    awaitRefused("127.0.0.1", () -> login("bad"));
    awaitLetIn("127.0.0.1");
  }

  @Test
  void noPenalties() {
    start("'perSourcePenalties': {'enabled': false, 'authFail': 'PT1H', 'min': 'PT1S'}");
    assertThat(login("bad").exit()).isEqualTo(255);
    assertLogsIn(login("backup"));
  }
}
