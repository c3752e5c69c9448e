package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.ServerConfig.Ciphers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenSSH with each cipher, MAC and key exchange that it and the gateway share. */
class OpenSshAlgorithmsTest {
  @TempDir static Path folder;
  @TempDir Path copies;

  private static TestGateway gateway;
  private static Path db;

  @BeforeAll
  static void start() {
    gateway = new TestGateway(folder).ciphers(Ciphers.CLIENT_ORDER);
    db = gateway.volume("db");
    Processes.bash(db, "head -c 3000000 /dev/urandom > large; echo content > small");
    gateway.grant("backup", "db").start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  static Stream<Arguments> shared() throws IOException {
    Proposal offer =
        Proposal.answerTo(
            gateway.port(),
            "SSH-2.0-OpenSSH_9.2",
            Proposal.of("curve25519-sha256,kex-strict-c-v00@openssh.com", "aes128-ctr").packet());
    return Stream.of(
            shared("cipher", offer.ciphers(), "-c %s"),
            shared("mac", offer.macs(), "-c aes128-ctr -m %s"),
            shared("kex", offer.keyExchanges(), "-o KexAlgorithms=%s"))
        .flatMap(cases -> cases);
  }

  private static Stream<Arguments> shared(String kind, List<String> offered, String options) {
    List<String> known = Processes.run(List.of("ssh", "-Q", kind)).out().lines().toList();
    List<String> both = offered.stream().filter(known::contains).toList();
    assertThat(both).as(kind).isNotEmpty();
    return both.stream().map(name -> Arguments.of(name, options.formatted(name)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shared")
  void aPullThatChangesItsKeysOftenGetsTheRightBytes(String algorithm, String options)
      throws IOException {
    Outcome pulled = pull(options + " -v -o RekeyLimit=256K", "large");
    assertThat(pulled.exit()).as(pulled.err()).isZero();
    assertThat(pulled.err()).containsPattern("kex: .*" + algorithm.replace(".", "\\."));
    assertThat(pulled.err().split("SSH2_MSG_NEWKEYS received", -1).length).isGreaterThan(2);
    assertThat(Files.mismatch(db.resolve("large"), copies.resolve("large"))).isEqualTo(-1);
  }

  @Test
  void parallelPullsOverOneConnectionGetTheRightBytes() throws IOException {
    Path control = folder.resolve("control");
    Client client = gateway.client("backup");
    String multiplexed = "-o RekeyLimit=256K -S " + control;
    List<String> master = new ArrayList<>(client.transport());
    master.addAll(List.of("-M", "-N"));
    master.addAll(List.of(multiplexed.split(" ", -1)));
    master.add(Client.host());
    Process process = Processes.start(master);
    try {
      Processes.awaitThat("the master is connected", () -> Files.exists(control));
      List<Process> pulls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        pulls.add(
            Processes.start(pullCommand(multiplexed + " -o ControlMaster=no", "", "copy" + i)));
      }
      for (Process pull : pulls) {
        assertThat(Processes.await(pull)).isEqualTo(new Outcome(0, "", ""));
      }
    } finally {
      process.destroy();
    }
    assertThat(Processes.await(process).err()).doesNotContain("error");
    for (int i = 0; i < 4; i++) {
      Path copy = copies.resolve("copy" + i);
      assertThat(Files.mismatch(db.resolve("large"), copy.resolve("large"))).isEqualTo(-1);
      assertThat(copy.resolve("small")).hasContent("content\n");
    }
  }

  private Outcome pull(String options, String file) {
    return Processes.run(pullCommand(options, file, ""));
  }

  private List<String> pullCommand(String options, String file, String copy) {
    String transport = String.join(" ", gateway.client("backup").transport()) + " " + options;
    return List.of(
        "rsync", "-a", "-e", transport, Client.host() + ":db/" + file, copies.resolve(copy) + "/");
  }
}
