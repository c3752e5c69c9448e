package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual's lines for backup programs; {@code make e2e} runs the programs with them. */
class KnownProgramsManualTest {
  @Test
  void theManualShowsWhatTheExamplesHave() throws IOException {
    List<String> examples =
        Stream.concat(
                Files.readAllLines(Path.of("../examples/rsnapshot.conf")).stream(),
                Files.readAllLines(Path.of("../examples/backuppc.pl")).stream())
            .toList();
    String manual = Files.readString(Path.of("../docs/client.md"));
    List<String> shown =
        manual
            .substring(
                manual.indexOf("## Known programs"), manual.indexOf("## What would the gateway do"))
            .lines()
            .filter(line -> line.startsWith("    "))
            .map(String::strip)
            .toList();
    assertThat(shown).hasSizeGreaterThan(8).isSubsetOf(examples);
  }
}
