package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Client;
import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row 26: of what a client asks for, this is on the command line of the rsync that starts. */
class ClampTest {
  @TempDir static Path folder;
  @TempDir static Path records;

  private static TestGateway gateway;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder).launcher(LauncherWrappers.recording(folder, records));
    Files.writeString(gateway.volume("db").resolve("file"), "content");
    client = gateway.grant("backup", "db").start().client("backup");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --max-alloc=0                | --max-alloc=1073741824
          --max-alloc=64g              | --max-alloc=1073741824
          --max-alloc=2m               | --max-alloc=2097152
          --compress-level=22          | --compress-level=12
          --compress-level=-131072     | --compress-level=-131072
          --timeout=0                  | --timeout=86400
          --timeout=2147483647         | --timeout=86400
          --timeout=30                 | --timeout=30
          -B1                          | -B1
          -B131072                     | -B131072
          --timeout=30 --timeout=0     | --timeout=86400
          --max-alloc=2m --max-alloc=0 | --max-alloc=1073741824
          """)
  void aValueIsBroughtWithinBounds(String asked, String given) throws IOException {
    client.command("rsync --server --sender -re.iLsfxCIvu " + asked + " . db/");
    assertThat(recordedOptions()).containsExactly(given);
  }

  /** The options with values of the one rsync that has started since, but those that we add. */
  private static List<String> recordedOptions() throws IOException {
    try (Stream<Path> files = Files.list(records)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      List<String> words = Files.readAllLines(all.getFirst());
      Files.delete(all.getFirst());
      return words.subList(words.indexOf("--sender") + 1, words.lastIndexOf("--")).stream()
          .filter(
              word ->
                  word.matches("--.*=.*|-B.*")
                      && !word.matches("--(confine-root|log-file|log-file-format|filter)=.*"))
          .toList();
    }
  }
}
