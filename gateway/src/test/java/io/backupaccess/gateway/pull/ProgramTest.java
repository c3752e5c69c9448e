package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process of its own: how it starts, and how it ends. */
class ProgramTest {
  /** Longer than what libraries wait for a peer by default. */
  private static final Duration STALL = Duration.ofSeconds(Integer.getInteger("stall.seconds", 40));

  @TempDir Path folder;

  private TestGateway gateway;
  private Path db;
  private GatewayProcess program;

  @BeforeEach
  void prepare() {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Processes.bash(db, "head -c 4000000 /dev/urandom > large");
    gateway.grant("backup", "db");
  }

  @AfterEach
  void stop() {
    if (program != null) {
      program.close();
    }
  }

  private int serve() {
    program = new GatewayProcess(gateway);
    return program.port();
  }

  private Process slowPull(int port, int kibPerSecond) {
    Process pull =
        Processes.start(
            gateway
                .client("backup", port)
                .rsyncCommand(
                    "-a",
                    "--inplace",
                    "--bwlimit=" + kibPerSecond,
                    host() + ":db/",
                    folder + "/copy/"));
    Processes.awaitReceiving(folder.resolve("copy").resolve("large"));
    return pull;
  }

  @Test
  void onSigtermRunningPullsEndInPeaceAndNewOnesAreRefused() {
    int port = serve();
    Process pull = slowPull(port, 1500);
    program.terminate();
    awaitThat("it accepts no more", () -> !accepts(port));
    assertThat(pull.isAlive()).isTrue();
    assertThat(Processes.await(pull)).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, folder.resolve("copy"));
    awaitThat("it is gone", () -> !program.isAlive());
    assertThat(program.log()).contains("\"transfer ended\"").contains("\"stopped\"");
  }

  @Test
  void aPullThatTakesLongerThanTheGraceIsEndedWithAMessage() {
    gateway.drainTimeout(Duration.ofMillis(500));
    Process pull = slowPull(serve(), 20);
    program.terminate();
    Outcome ended = Processes.await(pull);
    assertThat(ended.exit()).isNotZero();
    assertThat(ended.err()).contains("this server is about to stop");
    awaitThat("it is gone", () -> !program.isAlive());
  }

  @Test
  void onSigtermNewPullsCompleteForAWhile() {
    gateway.shutdownDelay(Duration.ofSeconds(30));
    int port = serve();
    program.terminate();
    Process pull = slowPull(port, 1500);
    awaitThat("it accepts no more", () -> !accepts(port));
    assertThat(Processes.await(pull)).isEqualTo(new Outcome(0, "", ""));
    awaitThat("it is gone", () -> !program.isAlive());
  }

  /** Whose client learns it when it goes on. */
  @Test
  void aPullWhoseClientIsStoppedDoesNotKeepItFromEnding() {
    gateway.drainTimeout(Duration.ofMillis(500));
    Process pull = slowPull(serve(), 20);
    List<ProcessHandle> client =
        Stream.concat(pull.descendants(), Stream.of(pull.toHandle())).toList();
    client.forEach(process -> kill("STOP", process.pid()));
    program.terminate();
    awaitThat("it is gone", () -> !program.isAlive());
    assertThat(program.log()).contains("this server is about to stop");
    client.forEach(process -> kill("CONT", process.pid()));
    assertThat(Processes.await(pull).exit()).isNotZero();
  }

  @Test
  void aNewPullOnAConnectionThatIsThereIsRefusedWhenItIsAboutToStop() {
    int port = serve();
    Client client = gateway.client("backup", port);
    List<String> shared = List.of("-o", "ControlPath=" + folder.resolve("control"));
    List<String> master = new ArrayList<>(client.transport());
    master.addAll(shared);
    master.addAll(List.of("-M", "-N", host()));
    Process connection = Processes.start(master);
    awaitThat("it is connected", () -> Files.exists(folder.resolve("control")));
    Process pull = slowPull(port, 1500);
    program.terminate();
    awaitThat("it accepts no more", () -> !accepts(port));
    Outcome late =
        Processes.run(
            List.of(
                "rsync",
                "-a",
                "-e",
                "ssh -F none " + String.join(" ", shared),
                host() + ":db/",
                folder + "/late/"));
    assertThat(late.err()).contains("this server is about to stop");
    assertThat(Processes.await(pull).exit()).isZero();
    connection.destroy();
    awaitThat("it is gone", () -> !program.isAlive());
  }

  /** What lies between may forget a connection on which nothing goes. */
  @Test
  void aConnectionThatIsIdleIsAskedForSignsOfLife() {
    List<String> idle = new ArrayList<>(gateway.client("backup", serve()).transport());
    Path log = folder.resolve("ssh.log");
    idle.addAll(List.of("-vvv", "-E", log.toString(), "-N", host()));
    Process connection = Processes.start(idle);
    awaitThat(
        "it is connected", () -> Processes.text(log).contains("Entering interactive session"));
    awaitThat(
        "it is asked",
        () -> Processes.text(log).contains("client_input_global_request: rtype keepalive@openssh"));
    connection.destroy();
  }

  @Test
  void theChildOfAClientThatIsKilledEnds() {
    Process pull = slowPull(serve(), 20);
    assertThat(program.children()).isNotEmpty();
    pull.descendants().forEach(ProcessHandle::destroyForcibly);
    pull.destroyForcibly();
    awaitThat("the child is gone", () -> program.children().isEmpty());
    awaitThat("it is in the log", () -> program.log().contains("the client left"));
  }

  /** {@code -Dstall.seconds=3600} for an hour. */
  @Test
  void aClientThatIsStoppedForAWhileLosesNothing() throws InterruptedException {
    Process pull = slowPull(serve(), 1500);
    List<ProcessHandle> ssh = pull.descendants().toList();
    ssh.forEach(process -> kill("STOP", process.pid()));
    kill("STOP", pull.pid());
    int before = program.log().length();
    Thread.sleep(STALL);
    assertThat(program.log().substring(before)).doesNotContain("transfer ended");
    kill("CONT", pull.pid());
    ssh.forEach(process -> kill("CONT", process.pid()));
    assertThat(Processes.await(pull).exit()).isZero();
    Trees.assertSame(db, folder.resolve("copy"));
  }

  private static void kill(String signal, long pid) {
    Processes.run(List.of("kill", "-" + signal, String.valueOf(pid)));
  }

  @Test
  void pullsLeaveNoDescriptorsOrThreadsBehind() {
    Client client = gateway.client("backup", serve());
    for (int i = 0; i < 3; i++) {
      client.pull("db/", folder.resolve("warm"));
    }
    awaitThat("all children are gone", () -> program.children().isEmpty());
    long before = program.descriptors();
    for (int i = 0; i < 10; i++) {
      assertThat(client.rsync("-a", host() + ":db/large", folder + "/" + i).exit()).isZero();
    }
    awaitThat("descriptors are as before", () -> program.descriptors() <= before + 2);
    assertThat(program.children()).isEmpty();
  }

  @Test
  void theEnvironmentOfAClientIsNotTaken() throws IOException {
    Client client = gateway.client("backup", serve());
    String transport = String.join(" ", client.transport()) + " -o SetEnv=RSYNC_OLD_ARGS=1";
    Process pull =
        Processes.start(
            List.of(
                "rsync",
                "-a",
                "--inplace",
                "--bwlimit=20",
                "-e",
                transport,
                host() + ":db/",
                folder + "/copy/"));
    awaitThat("a child runs", () -> !program.children().isEmpty());
    Processes.awaitReceiving(folder.resolve("copy/large"));
    String environment =
        Files.readString(Path.of("/proc/" + program.children().getFirst().pid() + "/environ"));
    assertThat(environment.split("\0", -1))
        .filteredOn(variable -> !variable.matches("(?s)(LD_PRELOAD|BACKUP_ACCESS_[A-Z]+)=.*"))
        .containsExactlyInAnyOrder(
            "PATH=/usr/bin:/bin", "LANG=C", "LC_ALL=C", "HOME=/nonexistent", "TZ=UTC0", "");
    pull.destroyForcibly();
  }

  @Test
  void logLinesAreJsonAndHoldNoKeys() {
    int port = serve();
    gateway.client("backup", port).pull("db/", folder.resolve("copy"));
    awaitThat("the pull is in the log", () -> program.log().contains("transfer ended"));
    assertThat(program.log().lines())
        .allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"));
    assertThat(program.log())
        .contains("\"key\":\"backup\"", "\"volumes\":\"db\"", "\"exitCode\":0", "\"bytesSent\":4")
        .doesNotContain(
            gateway.publicKey("backup").substring("ssh-ed25519 ".length()), TestGateway.TOKEN);
  }

  @Test
  void badConfigurationEndsItWithOneClearLine() {
    gateway.configure(
        "{\"server\": {\"sshListen\": \"everywhere\"}, \"keys\": [], \"volumes\": []}");
    Outcome ended =
        Processes.run(GatewayProcess.command("serve", "--config", gateway.configFile().toString()));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .startsWith("gateway: " + gateway.configFile() + ": server.")
        .hasLineCount(1);
  }

  @Test
  void aMissingHostKeyEndsItWithOneClearLine() throws IOException {
    gateway.configure();
    Files.delete(folder.resolve("host"));
    Outcome ended =
        Processes.run(GatewayProcess.command("serve", "--config", gateway.configFile().toString()));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo("gateway: the host key " + folder.resolve("host") + " does not exist\n");
  }

  /**
   * What a receiver that was taken over can still send before Linux 6.12, where nothing but the
   * user keeps signals apart, and where no launcher stands before the gateway as in a container.
   */
  @Test
  void theSignalsOfAReceiverEndNoneOfItsThreads() throws IOException {
    int port = serve();
    List<String> threads;
    try (Stream<Path> tasks = Files.list(program.proc().resolve("task"))) {
      threads = tasks.map(task -> task.getFileName().toString()).toList();
    }
    assertThat(threads).hasSizeGreaterThan(5);
    for (String signal : List.of("USR1", "USR2")) {
      for (String thread : threads) {
        Processes.bash(folder, "kill -" + signal + " " + thread);
      }
    }
    assertThat(gateway.client("backup", port).pull("db/", folder.resolve("copy")))
        .isEqualTo(new Outcome(0, "", ""));
    assertThat(program.isAlive()).isTrue();
  }

  @Test
  void itTellsItsVersionAndUsage() {
    assertThat(Processes.run(GatewayProcess.command("--version")).out()).startsWith("gateway ");
    assertThat(Processes.run(GatewayProcess.command("serve")).exit()).isEqualTo(2);
  }

  private boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
