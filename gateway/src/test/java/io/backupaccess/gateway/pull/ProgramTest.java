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
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process of its own: how it starts, and how it ends. */
class ProgramTest {
  private static final Pattern SERVING = Pattern.compile("\"port\":([0-9]+)");

  @TempDir Path folder;

  private TestGateway gateway;
  private Path db;
  private Process program;

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
      program.destroyForcibly();
    }
  }

  private static List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx96m",
                "-Dgateway.launcher=" + TestGateway.LAUNCHER,
                "-cp",
                System.getProperty("java.class.path"),
                "io.backupaccess.gateway.Main"));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private int serve() throws IOException {
    gateway.configure();
    Path log = folder.resolve("log");
    program =
        new ProcessBuilder(command("serve", "--config", gateway.configFile().toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitThat("it serves", () -> log().contains("\"serving\"") || !program.isAlive());
    Matcher port = SERVING.matcher(log());
    assertThat(port.find()).as(log()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
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
    awaitThat(
        "the pull has begun", () -> Processes.size(folder.resolve("copy").resolve("large")) > 0);
    return pull;
  }

  private List<ProcessHandle> children() {
    return program.children().filter(ProcessHandle::isAlive).toList();
  }

  @Test
  void onSigtermRunningPullsEndInPeaceAndNewOnesAreRefused() throws IOException {
    int port = serve();
    Process pull = slowPull(port, 1500);
    program.destroy();
    awaitThat("it accepts no more", () -> !accepts(port));
    assertThat(pull.isAlive()).isTrue();
    assertThat(Processes.await(pull)).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, folder.resolve("copy"));
    awaitThat("it is gone", () -> !program.isAlive());
    assertThat(log()).contains("\"transfer ended\"").contains("\"stopped\"");
  }

  @Test
  void aPullThatTakesLongerThanTheGraceIsEndedWithAMessage() throws IOException {
    gateway.drainTimeout(Duration.ofMillis(500));
    Process pull = slowPull(serve(), 20);
    program.destroy();
    Outcome ended = Processes.await(pull);
    assertThat(ended.exit()).isNotZero();
    assertThat(ended.err()).contains("this server is about to stop");
    awaitThat("it is gone", () -> !program.isAlive());
  }

  @Test
  void theChildOfAClientThatIsKilledEnds() throws IOException {
    Process pull = slowPull(serve(), 20);
    assertThat(children()).isNotEmpty();
    pull.descendants().forEach(ProcessHandle::destroyForcibly);
    pull.destroyForcibly();
    awaitThat("the child is gone", () -> children().isEmpty());
    awaitThat("it is in the log", () -> log().contains("the client left"));
  }

  @Test
  void aClientThatIsStoppedForAWhileLosesNothing() throws IOException {
    Process pull = slowPull(serve(), 1500);
    List<ProcessHandle> ssh = pull.descendants().toList();
    ssh.forEach(process -> kill("STOP", process.pid()));
    kill("STOP", pull.pid());
    int before = log().length();
    awaitThat("some time passes", new Elapsed(Duration.ofSeconds(4))::isOver);
    assertThat(log().substring(before)).doesNotContain("transfer ended");
    kill("CONT", pull.pid());
    ssh.forEach(process -> kill("CONT", process.pid()));
    assertThat(Processes.await(pull).exit()).isZero();
    Trees.assertSame(db, folder.resolve("copy"));
  }

  private static void kill(String signal, long pid) {
    Processes.run(List.of("kill", "-" + signal, String.valueOf(pid)));
  }

  @Test
  void pullsLeaveNoDescriptorsOrThreadsBehind() throws IOException {
    Client client = gateway.client("backup", serve());
    for (int i = 0; i < 3; i++) {
      client.pull("db/", folder.resolve("warm"));
    }
    awaitThat("all children are gone", () -> children().isEmpty());
    long before = descriptors();
    for (int i = 0; i < 10; i++) {
      assertThat(client.rsync("-a", host() + ":db/large", folder + "/" + i).exit()).isZero();
    }
    awaitThat("descriptors are as before", () -> descriptors() <= before + 2);
    assertThat(children()).isEmpty();
  }

  private long descriptors() {
    String[] open = Path.of("/proc/" + program.pid() + "/fd").toFile().list();
    return open == null ? 0 : open.length;
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
    awaitThat("a child runs", () -> !children().isEmpty());
    awaitThat("the pull has begun", () -> Processes.size(folder.resolve("copy/large")) > 0);
    String environment =
        Files.readString(Path.of("/proc/" + children().getFirst().pid() + "/environ"));
    assertThat(environment.split("\0", -1))
        .containsExactlyInAnyOrder(
            "PATH=/usr/bin:/bin", "LANG=C", "LC_ALL=C", "HOME=/nonexistent", "");
    pull.destroyForcibly();
  }

  @Test
  void logLinesAreJsonAndHoldNoKeys() throws IOException {
    int port = serve();
    gateway.client("backup", port).pull("db/", folder.resolve("copy"));
    awaitThat("the pull is in the log", () -> log().contains("transfer ended"));
    assertThat(log().lines())
        .allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"));
    assertThat(log())
        .contains("\"key\":\"backup\"", "\"exports\":\"db\"", "\"exitCode\":0", "\"bytesSent\":4")
        .doesNotContain(
            gateway.publicKey("backup").substring("ssh-ed25519 ".length()), TestGateway.TOKEN);
  }

  @Test
  void badConfigurationEndsItWithOneClearLine() {
    gateway.configure(
        "{\"server\": {\"sshListen\": \"everywhere\"}, \"keys\": [], \"volumes\": []}");
    Outcome ended = Processes.run(command("serve", "--config", gateway.configFile().toString()));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .startsWith("gateway: " + gateway.configFile() + ": server.")
        .hasLineCount(1);
  }

  @Test
  void aMissingHostKeyEndsItWithOneClearLine() throws IOException {
    gateway.configure();
    Files.delete(folder.resolve("host"));
    Outcome ended = Processes.run(command("serve", "--config", gateway.configFile().toString()));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo("gateway: the host key " + folder.resolve("host") + " does not exist\n");
  }

  @Test
  void itTellsItsVersionAndUsage() {
    assertThat(Processes.run(command("--version")).out()).startsWith("gateway ");
    assertThat(Processes.run(command("serve")).exit()).isEqualTo(2);
  }

  private boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static final class Elapsed {
    private final long end;

    Elapsed(Duration duration) {
      end = System.nanoTime() + duration.toNanos();
    }

    boolean isOver() {
      return System.nanoTime() > end;
    }
  }
}
