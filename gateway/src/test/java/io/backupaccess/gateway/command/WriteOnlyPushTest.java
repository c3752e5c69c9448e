package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
          -rI -B1                  | -WrI -B1
          """)
  void filesAreSentAsAWholeWithoutChecksumsOfThoseThatAreThere(String options, String forwarded) {
    String command = "rsync --server " + options + " . /sink/x";
    assertThat(Writable.arguments(command, Writable.WRITE_ONLY))
        .startsWith("--server " + forwarded + " --drop-D ");
    assertThat(Writable.arguments(command, Writable.WRITE_ONLY_ROOT))
        .startsWith("--server " + forwarded + " --drop-D ");
  }

  @ParameterizedTest
  @CsvSource({
    "-r --append, --append",
    "-r --append --append, --append",
    "-r --append --no-W, --append",
    "-r --inplace, --inplace",
    "-ry, --fuzzy",
    "-rA, --acls",
    "-rX, --xattrs",
    "-rXX, --xattrs",
    "-br --suffix=.old, --suffix",
    "-br --backup-dir=old, --backup-dir",
    "-r --partial-dir .p, --partial-dir",
    "-r --temp-dir=/sink/tmp, --temp-dir",
    "-r --compare-dest=/sink, --compare-dest",
    "-r --copy-dest=last, --copy-dest",
    "-r --link-dest=/sink/last, --link-dest",
  })
  void optionsThatReadWhatIsThereAreRefused(String options, String option) {
    assertThat(
            Volumes.refused("rsync --server " + options + " . sink/", Writable.WRITE_ONLY)
                .message())
        .isEqualTo(
            "option "
                + option
                + " has been disabled on this server: what is there may not be read.");
  }

  @Test
  void whereReadingIsAllowedTheClientChooses() {
    assertThat(Writable.arguments("rsync --server -ry --no-W --append . drop/", Writable.EACH_MODE))
        .startsWith("--server -yr --no-W --append ");
  }
}
