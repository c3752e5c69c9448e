package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Client;
import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.TestGateway;
import io.backupaccess.gateway.pull.Trees;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 26: a tree made to exhaust memory. */
class MemoryTest {
  @TempDir Path folder;
  @TempDir Path copies;

  @Test
  void aTreeThatTakesTooMuchMemoryEndsItsOwnPullAlone() {
    try (TestGateway gateway =
        new TestGateway(folder).launcher(LauncherWrappers.withMemory(folder, 40_000_000))) {
      Path calm = gateway.volume("calm");
      Path huge = gateway.volume("huge");
      Processes.bash(calm, "head -c 3000000 /dev/urandom > large");
      // Their targets alone are eighty megabytes.
      Processes.bash(huge, "perl -e 'symlink(\"x/\" x 2000, \"l$_\") for 1..20000'");
      Client client = gateway.grant("backup", "calm", "huge").start().client("backup");
      Process other =
          Processes.start(
              client.rsyncCommand(
                  "-a",
                  "--inplace",
                  "--bwlimit=1000",
                  Client.host() + ":calm/",
                  copies + "/calm/"));
      Processes.awaitReceiving(copies.resolve("calm/large"));

      Outcome exhausted = client.rsync("-rl", "--no-i-r", "--list-only", Client.host() + ":huge/");
      assertThat(exhausted.exit()).isNotZero();
      assertThat(exhausted.err()).contains("out of memory");
      assertThat(List.of(Processes.await(other))).containsExactly(new Outcome(0, "", ""));
      Trees.assertSame(calm, copies.resolve("calm"));
    }
  }
}
