package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.LimitsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with fewer file descriptors than its limits would let peers take. */
class DescriptorsTest {
  private static final int DESCRIPTORS = 120;
  private static final int PEERS = 200;

  @TempDir Path folder;

  private static List<String> withFewDescriptors() {
    return Stream.concat(
            Stream.of("bash", "-c", "ulimit -n " + DESCRIPTORS + " && exec \"$@\"", "bash"),
            GatewayProcess.warmedUpCommand().stream())
        .toList();
  }

  @Test
  void whoTakesThemAllDelaysOthersForAsLongAndNoLonger() {
    TestGateway configured = new TestGateway(folder);
    Path db = configured.volume("db");
    Processes.bash(db, "seq 1000 > numbers");
    configured
        .grant("honest", "db")
        .limits(
            new LimitsConfig(1000, 1000, "1000:30:1000", null, null, null, null, null, null, null));
    List<Stranger> flood = new ArrayList<>();
    try (GatewayProcess gateway = new GatewayProcess(configured, withFewDescriptors(), Map.of())) {
      for (int i = 0; i < PEERS; i++) {
        flood.add(new Stranger(gateway.port()));
      }
      Processes.awaitThat(
          "it has none left", () -> gateway.log().contains("connections cannot be accepted"));
      // One that ends by itself leaves a place for a moment.
      Processes.awaitThat("all are taken", () -> gateway.descriptors() >= DESCRIPTORS - 1);
      flood.forEach(Stranger::close);
      Path copy = folder.resolve("copy");
      assertThat(configured.client("honest", gateway.port()).pull("db/", copy))
          .isEqualTo(new Outcome(0, "", ""));
      Trees.assertSame(db, copy);
      assertThat(gateway.log().split("connections cannot be accepted", -1).length - 1)
          .as("lines in these few seconds, of hundreds of failures")
          .isLessThan(10);
    } finally {
      flood.forEach(Stranger::close);
    }
  }
}
