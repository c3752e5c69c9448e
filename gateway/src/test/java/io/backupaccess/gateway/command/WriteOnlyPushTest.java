package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A push to a volume that can only be written to gets no contents of it back. */
class WriteOnlyPushTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -r                       | -Wr
          -rW                      | -Wr
          -r --no-W                | -Wr
          -ryy                     | -Wr
          -rI -B1                  | -WrI -B1
          -r --compare-dest=/sink  | -Wr
          """)
  void filesAreSentAsAWholeWithoutChecksumsOfThoseThatAreThere(String options, String forwarded) {
    String command = "rsync --server " + options + " . /sink/x";
    assertThat(Writable.arguments(command, Writable.WRITE_ONLY))
        .startsWith("--server " + forwarded + " --drop-D ");
    assertThat(Writable.arguments(command, Writable.WRITE_ONLY_ROOT))
        .startsWith("--server " + forwarded + " --drop-D ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--append", "--append --append", "--append --no-W"})
  void appendingIsRefusedBecauseItComparesWhatIsThere(String options) {
    assertThat(
            Volumes.refused("rsync --server -r " + options + " . sink/", Writable.WRITE_ONLY)
                .message())
        .isEqualTo("option --append has been disabled on this server.");
  }

  @Test
  void whereReadingIsAllowedTheClientChooses() {
    assertThat(Writable.arguments("rsync --server -ry --no-W --append . drop/", Writable.EACH_MODE))
        .startsWith("--server -yr --no-W --append ");
  }
}
