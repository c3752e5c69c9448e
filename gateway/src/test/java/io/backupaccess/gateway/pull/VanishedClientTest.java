package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients whose machine is gone from one moment to the next, all of them in the same one, and one
 * elsewhere that is merely stopped. Each pulls from a volume of its own, by which its child is
 * known.
 */
@TestMethodOrder(OrderAnnotation.class)
class VanishedClientTest {
  private static final String QUIET = "rsync --server --sender -logDtpre.iLsfxCIvu . quiet/";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Less than what is pulled, also with all buffers on the way. */
  private static final int BUFFER = 16 * 1024;

  @TempDir static Path folder;

  private static final List<Process> clients = new ArrayList<>();
  private static TwoHosts hosts;
  private static TestGateway gateway;
  private static GatewayProcess program;
  private static long descriptors;
  private static long vanished;
  private static Process patient;

  @BeforeAll
  static void letAllButOneVanish() throws IOException {
    hosts = new TwoHosts();
    hosts.receiveBuffers(BUFFER);
    gateway = new TestGateway(folder).listen(TwoHosts.SERVER);
    for (String volume : List.of("busy", "quiet", "stopped", "patient")) {
      Processes.bash(gateway.volume(volume), "head -c 40000000 /dev/urandom > large");
    }
    gateway.grant("backup", "busy", "quiet", "stopped", "patient");
    List<String> command = new ArrayList<>(hosts.onServer());
    command.addAll(GatewayProcess.warmedUpCommand());
    program = new GatewayProcess(gateway, command, Map.of());
    descriptors = program.descriptors();

    pull("busy", TwoHosts.CLIENT, "--bwlimit=20");
    List<String> ssh = new ArrayList<>(ssh(TwoHosts.CLIENT));
    ssh.addAll(List.of("backup@" + TwoHosts.SERVER, QUIET));
    clients.add(new ProcessBuilder(ssh).start()); // with an input that does not end
    awaitThat("it runs", () -> isServed("quiet"));
    // So slow that all of it cannot have left before they are stopped.
    stop(pull("stopped", TwoHosts.CLIENT, "--bwlimit=2000"));
    patient = pull("patient", TwoHosts.OTHER_CLIENT, "--bwlimit=2000");
    stop(patient);
    awaitThat("its window is closed", () -> closedWindows("030200C0") == 1);
    awaitThat("the other's is too", () -> closedWindows("020200C0") >= 1);

    assertThat(List.of("busy", "quiet", "stopped", "patient")).allMatch(volume -> isServed(volume));
    hosts.vanish(TwoHosts.CLIENT);
    vanished = System.nanoTime();
  }

  @AfterAll
  static void stop() {
    for (Process client : clients) {
      client.descendants().forEach(ProcessHandle::destroyForcibly);
      client.destroyForcibly();
    }
    if (program != null) {
      program.close();
    }
    if (hosts != null) {
      hosts.close();
    }
  }

  private static List<String> ssh(String address) {
    int port = program.port();
    List<String> command = new ArrayList<>(hosts.onClients());
    command.addAll(gateway.client("backup", port).transport());
    command.addAll(List.of("-o", "BindAddress=" + address));
    command.addAll(List.of("-o", "HostKeyAlias=[127.0.0.1]:" + port));
    return command;
  }

  private static Process pull(String volume, String address, String... options) {
    List<String> command = new ArrayList<>(List.of("rsync", "-a", "--inplace"));
    command.addAll(List.of(options));
    command.addAll(List.of("-e", String.join(" ", ssh(address))));
    command.addAll(List.of("backup@" + TwoHosts.SERVER + ":" + volume + "/", copy(volume) + "/"));
    Process pull = Processes.start(command);
    clients.add(pull);
    Processes.awaitReceiving(copy(volume).resolve("large"));
    return pull;
  }

  private static Path copy(String volume) {
    return folder.resolve("copy-of-" + volume);
  }

  private static void stop(Process client) {
    signal(client, "STOP");
  }

  private static void signal(Process client, String name) {
    Stream.concat(Stream.of(client.toHandle()), client.descendants())
        .forEach(process -> Processes.run(List.of("kill", "-" + name, "" + process.pid())));
  }

  private static boolean isServed(String volume) {
    return program.children().stream().anyMatch(child -> isIn(volume, child));
  }

  private static boolean isIn(String volume, ProcessHandle child) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + child.pid() + "/cwd")).endsWith(volume);
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  /** Connections on which the server's kernel waits for room, timer 04 of its table. */
  private static long closedWindows(String client) {
    return connections(client + ":[0-9A-F]{4} 01 [0-9A-F]{8}:[0-9A-F]{8} 04:");
  }

  private static long connections(String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    return Stream.of("tcp", "tcp6")
        .flatMap(table -> Processes.text(program.proc().resolve("net").resolve(table)).lines())
        .filter(wanted.asPredicate())
        .count();
  }

  /**
   * Data on its way, nothing on its way, and data that waits for a window. By itself, the kernel
   * would wait for a quarter of an hour or more, which is longer than this does.
   */
  @ParameterizedTest
  @ValueSource(strings = {"busy", "quiet", "stopped"})
  @Order(1)
  void thePullOfAVanishedClientIsGone(String volume) {
    awaitThat("the child is gone", () -> !isServed(volume));
    awaitThat(
        "it is in the log",
        () ->
            program
                .log()
                .lines()
                .anyMatch(
                    line ->
                        line.contains("\"volumes\":\"" + volume + "\"")
                            && line.contains("the client left")));
  }

  @Test
  @Order(2)
  void aClientThatIsStoppedMeanwhileGetsEverything() throws InterruptedException {
    // As long as a client that has vanished has at most.
    Duration since = Duration.ofNanos(System.nanoTime() - vanished);
    Thread.sleep(MINUTE.plusSeconds(5).minus(since));
    assertThat(patient.isAlive()).as("it has not ended").isTrue();
    assertThat(isServed("patient")).as(program.log()).isTrue();
    signal(patient, "CONT");
    assertThat(Processes.await(patient)).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(folder.resolve("mounts/patient"), copy("patient"));
  }

  @Test
  @Order(3)
  void nothingOfThemIsLeft() {
    awaitThat("no connection is left", () -> connections("0200C0:[0-9A-F]{4} 01 ") == 0);
    awaitThat("descriptors are as before", () -> program.descriptors() <= descriptors + 2);
    assertThat(program.children()).isEmpty();
    assertThat(program.isAlive()).isTrue();
  }
}
