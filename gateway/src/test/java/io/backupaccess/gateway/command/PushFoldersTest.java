package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The folders that the options of a push name. */
class PushFoldersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --link-dest prev                        | --link-dest=prev
          --link-dest=/drop/prev                  | --link-dest=/real/prev
          --link-dest=//drop//a/./b/              | --link-dest=/real/a/b/
          --link-dest=/drop                       | --link-dest=/real
          --link-dest /drop/a --link-dest /drop/b | --link-dest=/real/a --link-dest=/real/b
          --compare-dest=/drop/prev               | --compare-dest=/real/prev
          --copy-dest=-x                          | --copy-dest=-x
          --temp-dir=/drop/tmp                    | --temp-dir=/real/tmp
          --temp-dir=a --temp-dir=b               | --temp-dir=b
          --partial-dir .p                        | --partial-dir=.p
          --backup-dir=/drop/a\\ b\\*             | --backup-dir=/real/a b*
          """)
  void foldersBelongToTheVolumeThatIsWrittenTo(String options, String forwarded) {
    assertThat(
            Writable.arguments("rsync --server -r " + options + " . drop/new/", Writable.EACH_MODE))
        .isEqualTo(
            "--server -r --drop-D --no-super " + forwarded + " --confine-root=/real -- . new/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --link-dest=/prev    | --link-dest=/real/prev
          --link-dest=prev     | --link-dest=/real/prev
          --compare-dest=./a/b | --compare-dest=/real/a/b
          --copy-dest=.        | --copy-dest=/real
          --temp-dir=tmp       | --temp-dir=/real/tmp
          --backup-dir kept    | --backup-dir=/real/kept
          --partial-dir part   | --partial-dir=part
          --partial-dir=/part  | --partial-dir=/real/part
          """)
  void foldersOfAKeyWithARootBeginThere(String option, String forwarded) {
    assertThat(Writable.arguments("rsync --server -r " + option + " . new/", Writable.ROOT))
        .isEqualTo(
            "--server -r --drop-D --no-super " + forwarded + " --confine-root=/real -- . new/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/both/prev", "/other/prev", "/dropped"})
  void noFolderLiesInAnotherVolume(String folder) {
    assertThat(
            Volumes.decide(
                "rsync --server -r --link-dest=" + folder + " . drop/", Writable.EACH_MODE))
        .isEqualTo(
            new Verdict.Refuse(
                Refusal.BAD_PATH,
                "the folder of --link-dest is looked for in the volume that is written to: name it"
                    + " as /drop/FOLDER."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../prev", "a/../b", "/drop/../both/x", "/.."})
  void noFolderLeadsUpwards(String folder) {
    assertThat(
            Volumes.decide(
                "rsync --server -r --link-dest=" + folder + " . drop/x/", Writable.EACH_MODE))
        .isEqualTo(
            new Verdict.Refuse(
                Refusal.BAD_PATH,
                "do not use .. in --link-dest: name the folder from the root, with a leading"
                    + " slash."));
  }

  @Test
  void rsyncTakesNoMoreThanTwentyFolders() {
    assertThat(
            Volumes.refused(
                    "rsync --server -r " + "--link-dest=a ".repeat(21) + ". drop/",
                    Writable.EACH_MODE)
                .reason())
        .isEqualTo(Refusal.BAD_VALUE);
  }
}
