package io.backupaccess.gateway.confine;

import static io.backupaccess.gateway.confine.Programs.concat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backupaccess.gateway.confine.Programs.Outcome;
import io.backupaccess.gateway.volume.Place;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The container's entry point: pid 1 of the pod's container, and the gateway's own filter. */
class ContainerTest {
  private static final List<String> AS_PID_1 =
      List.of("unshare", "-pf", "--mount-proc", "--kill-child");

  @TempDir Path folder;

  @Test
  void programGetsItsArgumentsAndItsStatusIsPassedOn() {
    assertThat(container("arguments", "a b", "%41", "").output()).isEqualTo("a b\0%41\0\0");
    assertThat(container("exit", "42").status()).isEqualTo(42);
    assumeTrue(isRoot(), "needs root");
    assertThat(containerAsPid1("arguments", "a b", "").output()).isEqualTo("a b\0\0");
    assertThat(containerAsPid1("exit", "42").status()).isEqualTo(42);
    assertThat(containerAsPid1("kill-self", "9").status()).isEqualTo(128 + 9);
  }

  @Test
  void missingProgramIsAFailure() {
    Outcome outcome =
        Programs.run(List.of(Programs.LAUNCHER.toString(), "container", "--", "/missing"));
    assertThat(outcome.status()).isEqualTo(Launcher.EXIT_FAILED);
    assertThat(outcome.errors()).startsWith("launcher: /missing cannot be started");
  }

  @Test
  void terminationIsForwardedByPid1() throws Exception {
    assumeTrue(isRoot(), "needs root");
    Process process = new ProcessBuilder(concat(AS_PID_1, command("await-termination"))).start();
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      assertThat(output.readLine()).isEqualTo("ready");
      // unshare has one child, pid 1 of the new namespace.
      process.children().forEach(ProcessHandle::destroy);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(output.readLine()).isEqualTo("signal 15");
      assertThat(process.exitValue()).isEqualTo(7);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void orphansAreCollectedByPid1() {
    assumeTrue(isRoot(), "needs root");
    assertThat(containerAsPid1("leave-orphan").text()).isEqualTo("orphan=ESRCH\n");
  }

  @Test
  void gatewayMayNotDoWhatOnlyAnAttackerWould() {
    List<String> calls = container("calls").lines();
    assertThat(calls)
        .hasSizeGreaterThan(35)
        .allMatch(line -> line.endsWith("=EPERM") || line.endsWith("=ENOSYS"));
    assertThat(container("status", "NoNewPrivs").text()).isEqualTo("1\n");
    assertThat(container("status", "Seccomp").text()).isEqualTo("2\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 16})
  void socketsOfTheGatewayAreAllowed(int family) {
    assertThat(container("socket", Integer.toString(family)).text())
        .doesNotContain("EPERM")
        .doesNotContain("EAFNOSUPPORT");
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 21, 38, 40, 44})
  void otherSocketsAreNot(int family) {
    assertThat(container("socket", Integer.toString(family)).text())
        .isEqualTo("socket=EAFNOSUPPORT\n");
  }

  @Test
  void jvmServesAndConfinesChildrenInIt() throws Exception {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    Files.writeString(volume.resolve("file"), "granted");
    Path program =
        Files.writeString(
            folder.resolve("Gateway.java"),
            """
            void main(String[] command) throws Exception {
              try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                  var client = new Socket(door.getInetAddress(), door.getLocalPort());
                  var served = door.accept()) {
                IO.println("served");
              }
              NetworkInterface.networkInterfaces().count();
              Thread.startVirtualThread(() -> IO.println("thread")).join();
              var child = new ProcessBuilder(command).inheritIO().start();
              IO.println("child " + child.waitFor());
            }
            """);
    List<String> child = Programs.actorCommand(List.of(Place.of(volume)), volume, "read", "file");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        Stream.of(
                List.of(Programs.LAUNCHER.toString(), "container", "--", java),
                List.of("--source", "25", program.toString()),
                child)
            .flatMap(List::stream)
            .toList();
    Outcome outcome = Programs.run(isRoot() ? concat(AS_PID_1, command) : command);
    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.lines()).containsExactly("served", "thread", "content: granted", "child 0");
  }

  @Test
  void childInItHasBothFilters() {
    List<String> child = Programs.actorCommand(List.of(), folder, "calls", "all");
    Outcome outcome =
        Programs.run(concat(List.of(Programs.LAUNCHER.toString(), "container", "--"), child));
    assertThat(outcome.lines())
        .isNotEmpty()
        .allMatch(line -> line.endsWith("=EPERM") || line.endsWith("=ENOSYS"));
  }

  private static Outcome container(String... arguments) {
    return Programs.run(command(arguments));
  }

  private static Outcome containerAsPid1(String... arguments) {
    return Programs.run(concat(AS_PID_1, command(arguments)));
  }

  private static List<String> command(String... arguments) {
    return concat(
        List.of(Programs.LAUNCHER.toString(), "container", "--", actorPath()), List.of(arguments));
  }

  private static String actorPath() {
    return Programs.ACTOR.toString();
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
