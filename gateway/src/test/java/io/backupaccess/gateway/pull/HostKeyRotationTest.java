package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every client here checks host keys strictly, as a backup host without a terminal does. */
class HostKeyRotationTest {
  // Another port at each start, as for no gateway in a cluster, must not look like another host.
  private static final String ALIAS = "gateway.example";

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void prepare() throws IOException {
    gateway = new TestGateway(folder);
    Files.writeString(gateway.volume("db").resolve("file"), "content\n");
    gateway.grant("alice", "db");
  }

  /** A client's file of known hosts, with these keys in it. */
  private Path knownHosts(String name, String... keys) {
    Path file = folder.resolve(name);
    TestGateway.write(
        file,
        Stream.of(keys)
            .map(key -> ALIAS + " " + gateway.publicKey(key) + "\n")
            .collect(Collectors.joining()));
    return file;
  }

  private Outcome pull(GatewayProcess process, Path knownHosts, String updates) {
    Client client = new Client(process.port(), folder.resolve("alice"), knownHosts);
    String ssh =
        String.join(" ", client.transport())
            + (" -o HostKeyAlias=" + ALIAS + " -o UpdateHostKeys=" + updates);
    Path copy = folder.resolve("copy");
    return Processes.run(
        List.of("rsync", "-a", "-e", ssh, Client.host() + ":/db/", copy.toString()));
  }

  private static void assertPulled(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.err()).isZero();
  }

  private List<String> keysIn(Path knownHosts) throws IOException {
    return Files.readAllLines(knownHosts).stream()
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .toList();
  }

  @Test
  void aClientThatLearnsHostKeysPullsBeforeDuringAndAfterTheirRotation() throws IOException {
    Path known = knownHosts("known", "old");
    try (GatewayProcess before = new GatewayProcess(gateway.hostKeys("old"))) {
      assertPulled(pull(before, known, "yes"));
    }
    assertThat(keysIn(known)).containsExactly(gateway.publicKey("old"));

    try (GatewayProcess during = new GatewayProcess(gateway.hostKeys("old", "new"))) {
      assertPulled(pull(during, known, "yes"));
    }
    assertThat(keysIn(known))
        .containsExactlyInAnyOrder(gateway.publicKey("old"), gateway.publicKey("new"));

    try (GatewayProcess after = new GatewayProcess(gateway.hostKeys("new"))) {
      assertPulled(pull(after, known, "yes"));
      assertPulled(pull(after, known, "yes"));
    }
    assertThat(keysIn(known)).containsExactly(gateway.publicKey("new"));
  }

  @Test
  void aClientThatWasGivenBothLinesPullsAtEachStage() throws IOException {
    Path known = knownHosts("known", "old", "new");
    for (String[] stage : List.of(keys("old"), keys("old", "new"), keys("new"))) {
      try (GatewayProcess process = new GatewayProcess(gateway.hostKeys(stage))) {
        assertPulled(pull(process, known, "no"));
      }
    }
    assertThat(keysIn(known)).hasSize(2);
  }

  @Test
  void aClientThatNeverHeardOfTheNextKeyRefusesIt() throws IOException {
    Path known = knownHosts("known", "old");
    try (GatewayProcess process = new GatewayProcess(gateway.hostKeys("old", "new"))) {
      assertPulled(pull(process, known, "no"));
    }
    try (GatewayProcess process = new GatewayProcess(gateway.hostKeys("new"))) {
      assertThat(pull(process, known, "no").err()).contains("Host key verification failed");
    }
  }

  private static String[] keys(String... names) {
    return names;
  }
}
