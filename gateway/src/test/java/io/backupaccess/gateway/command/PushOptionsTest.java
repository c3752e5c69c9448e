package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the options of a push. */
class PushOptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -vvubnlde.iLsf                 | -vbunlde.iLsf
          -KmOJyyWHHogDtUUNp             | -KmOJyyWHHogDtUUNp
          -EAXXrcCIRxxSz                 | -EAXXrcCIRxxSz
          -r -q -h -8 -i                 | -r
          -r --update --ignore-times     | -urI
          -r --ignore-non-existing       | -r --existing
          -r --partial --preallocate     | -r --partial --preallocate
          -r --mkpath --fsync --stats    | -r --mkpath --fsync --stats
          -r --inplace --no-W            | -r --inplace --no-W
          -r -@2                         | -r --modify-window=2
          -r -@-1                        | -r --modify-window=-1
          -r --max-size=3mb              | -r --max-size=3000000
          -r --max-size=10k-1            | -r --max-size=10239
          -r --min-size 1k+1             | -r --min-size=1025
          -r --max-delete=-1             | -r --max-delete=-1
          -r --suffix=.old               | -r --suffix=.old
          -r --log-format=%i%I           | -r --log-format=%i%I
          -r --usermap=\\*:a,0-9:b       | -r --usermap=*:a,0-9:b
          -r --only-write-batch=X        | -r --only-write-batch=X
          -r --timeout=0                 | -r --timeout=86400
          -r -L -k --copy-unsafe-links   | -r
          -r --super                     | -r
          -r --no-super --super          | -r
          """)
  void theReceiversOptionsAreForwarded(String options, String forwarded) {
    assertThat(Writable.arguments("rsync --server " + options + " . drop/", Writable.EACH_MODE))
        .isEqualTo("--server " + forwarded + " --drop-D --no-super --confine-root=/real -- . .");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--write-devices",
        "--copy-devices",
        "--daemon",
        "--log-file=/x",
        "--files-from=list",
        "--files-from list",
        "--files-from=-",
        "--list-only",
        "--sender",
        "--fake-super",
        "--munge-links",
        "--no-munge-links",
        "--confine-root=/",
        "--insecure-links",
        "--drop-D",
        "--copy-as=root",
        "--debug=all",
        "--write-batch=x",
        "--read-batch=x",
        "--password-file=x",
        "--filter=x",
        "-s",
        "-essh"
      })
  void whatNoPushNeedsIsRefused(String option) {
    assertThat(
            Volumes.refused("rsync --server -r " + option + " . drop/", Writable.EACH_MODE)
                .message())
        .isEqualTo(
            "option "
                + option.replaceFirst("[= ].*", "").replace("-essh", "-e")
                + " has been disabled on this server.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--suffix=/x",
        "--suffix=a/../b",
        "--max-size=-1",
        "--max-size=3x",
        "--min-size=",
        "--modify-window=-2",
        "--max-delete=all",
        "--log-format=%n%L",
        "--usermap=a",
        "--usermap=a:b/c",
        "--groupmap=a:b;c:d",
        "--only-write-batch=/tmp/x",
        "--delete=x"
      })
  void valuesThatAreNoneAreRefused(String option) {
    assertThat(
            Volumes.refused("rsync --server -r " + option + " . drop/", Writable.EACH_MODE)
                .reason())
        .isEqualTo(Refusal.BAD_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--delete",
        "--delete-before",
        "--delete-during",
        "--delete-delay",
        "--delete-after",
        "--delete-excluded",
        "--delete-missing-args",
        "--max-delete=3",
        "--force",
        "--remove-source-files",
        "--remove-sent-files"
      })
  void whatDeletesNeedsAVolumeWhereThatIsAllowed(String option) {
    String command = "rsync --server -r " + option + " . drop/";
    String disabled =
        "option " + option.replaceFirst("=.*", "") + " has been disabled on this server.";
    assertThat(Volumes.refused(command, Writable.ADD_ONLY).message()).isEqualTo(disabled);
    assertThat(Volumes.refused(command, Writable.OVERWRITABLE).message()).isEqualTo(disabled);
    assertThat(Writable.arguments(command, Writable.DELETABLE)).contains(" " + option + " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-b",
        "--backup",
        "--backup-dir=x",
        "--backup-dir=/drop/x",
        "--partial-dir=x",
        "--delay-updates",
        "--inplace",
        "--append"
      })
  void whatOverwritesNeedsAVolumeWhereThatIsAllowed(String option) {
    String command = "rsync --server -r " + option + " . drop/";
    String disabled =
        "option " + option.replaceFirst("=.*", "") + " has been disabled on this server.";
    assertThat(Volumes.refused(command, Writable.ADD_ONLY).message()).isEqualTo(disabled);
    assertThat(Volumes.refused(command, Writable.DELETABLE).message()).isEqualTo(disabled);
    assertThat(Writable.arguments(command, Writable.OVERWRITABLE))
        .doesNotContain("--ignore-existing");
  }

  @Test
  void withoutOverwritingWhatExistsIsLeftAlone() {
    assertThat(Writable.arguments("rsync --server -re.iLsfxCIvu . drop/", Writable.ADD_ONLY))
        .isEqualTo(
            "--server -re.iLsfxCIvu --drop-D --no-super --ignore-existing --omit-dir-times --chmod=Du+rwx"
                + " --confine-root=/real -- . .");
    assertThat(
            Writable.arguments(
                "rsync --server -re.iLsf --ignore-existing --delete . drop/", Writable.DELETABLE))
        .isEqualTo(
            "--server -re.iLsf --delete --drop-D --no-super --ignore-existing --omit-dir-times"
                + " --chmod=Du+rwx --confine-root=/real -- . .");
  }
}
