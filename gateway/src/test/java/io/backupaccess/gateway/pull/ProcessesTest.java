package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the other tests rely on. */
class ProcessesTest {
  @TempDir Path folder;

  @Test
  void aProgramMayWriteMuchToBothOfItsOutputs() {
    Outcome outcome = Processes.bash(folder, "head -c 300000 /dev/zero | tee /dev/stderr");

    assertThat(outcome.out()).hasSize(300_000);
    assertThat(outcome.err()).hasSize(300_000);
  }
}
