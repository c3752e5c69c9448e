package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.Access.Change;
import io.backupaccess.gateway.command.Access.Mode;
import io.backupaccess.gateway.command.Grants.Availability;
import io.backupaccess.gateway.command.Grants.Export;
import io.backupaccess.gateway.command.Invocation.ConfineRoot;
import io.backupaccess.gateway.command.Invocation.Direction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may send, and how rsync is run for it. */
class PushPolicyTest {
  private static final Set<Change> ALL_CHANGES = Set.of(Change.values());

  private static Export export(String name, Mode mode, Set<Change> changes) {
    return new Export(name, Availability.SERVED, new Access(mode, changes));
  }

  /** One volume of each mode, the ones that can be written to with all changes. */
  private static final Grants.Volumes EACH_MODE =
      new Grants.Volumes(
          List.of(
              export("read", Mode.READ_ONLY, Set.of()),
              export("drop", Mode.WRITE_ONLY, ALL_CHANGES),
              export("both", Mode.READ_WRITE, ALL_CHANGES)));

  private static final Grants.Volumes ADD_ONLY =
      new Grants.Volumes(List.of(export("drop", Mode.WRITE_ONLY, Set.of())));

  private static final Grants DELETABLE =
      new Grants.Volumes(List.of(export("drop", Mode.WRITE_ONLY, Set.of(Change.DELETE))));

  private static final Grants OVERWRITABLE =
      new Grants.Volumes(List.of(export("drop", Mode.WRITE_ONLY, Set.of(Change.OVERWRITE))));

  private static final Grants ROOT = new Grants.Root(export("drop", Mode.WRITE_ONLY, ALL_CHANGES));

  /** The arguments where the export is at {@code /real}. */
  private static String arguments(String command, Grants grants) {
    return Volumes.accepted(command, grants).invocation().arguments("/real").stream()
        .map(Argument::text)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          drop/          | .
          /drop          | .
          ./drop/.       | .
          both/sub       | sub
          /both/sub/     | sub/
          both//a/./b/.  | a/b/.
          both/-x        | -x
          both/a\\ b     | a b
          both/\\*       | *
          """)
  void aPushRunsInsideTheOneVolumeItNames(String path, String destination) {
    Verdict.Accept accept =
        Volumes.accepted("rsync --server -logDtpre.iLsfxCIvu . " + path, EACH_MODE);
    Invocation invocation = accept.invocation();
    assertThat(invocation.direction()).isEqualTo(Direction.PUSH);
    assertThat(invocation.location())
        .isEqualTo(new Location.Export(path.contains("both") ? "both" : "drop"));
    assertThat(invocation.confineRoot()).isEqualTo(ConfineRoot.WORKING_DIRECTORY);
    assertThat(invocation.paths()).containsExactly(new Argument.Literal(destination));
  }

  @Test
  void devicesAreNeverMadeAndPathsFollowTheEndOfOptions() {
    assertThat(arguments("rsync --server -logDtpre.iLsfxCIvu --delete . drop/--daemon", EACH_MODE))
        .isEqualTo(
            "--server -logDtpre.iLsfxCIvu --delete --drop-D --confine-root=/real -- . --daemon");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          .             | BAD_PATH   | name a volume as the destination, such as HOST:/drop/.
          /             | BAD_PATH   | name a volume as the destination, such as HOST:/drop/.
          ''            | BAD_PATH   | name a volume as the destination, such as HOST:/drop/.
          *             | BAD_PATH   | name one destination, without wildcards: a backslash escapes them.
          d*/           | BAD_PATH   | name one destination, without wildcards: a backslash escapes them.
          drop/a?       | BAD_PATH   | name one destination, without wildcards: a backslash escapes them.
          drop both     | BAD_PATH   | name one destination, without wildcards: a backslash escapes them.
          drop/../both  | BAD_PATH   | do not use .. in a path: drop/../both
          read/         | READ_ONLY  | sending to read-only volume read is not allowed.
          read          | READ_ONLY  | sending to read-only volume read is not allowed.
          other/        | BAD_PATH   | volume other is not granted to this key.
          """)
  void anyOtherDestinationIsRefused(String path, Refusal reason, String message) {
    assertThat(Volumes.decide("rsync --server -logDtpre.iLsfxCIvu . " + path, EACH_MODE))
        .isEqualTo(new Verdict.Refuse(reason, message));
  }

  @Test
  void aKeyThatCanOnlyReadIsToldNoMoreThanThat() {
    for (String command :
        List.of(
            "rsync --server -r . db/",
            "rsync --server -r . nothing/",
            "rsync --server -r --daemon . *",
            "rsync --server -sre.iLsf",
            "rsync --server")) {
      assertThat(Volumes.decide(command))
          .isEqualTo(
              new Verdict.Refuse(Refusal.READ_ONLY, "sending to read-only server is not allowed."));
    }
  }

  @Test
  void nothingIsWrittenWhereOnlyRsyncWouldKeepItInside() {
    Verdict verdict =
        Volumes.UNCONFINED.decide(
            "rsync --server -re.iLsfxCIvu . drop/".getBytes(StandardCharsets.ISO_8859_1),
            EACH_MODE);
    assertThat(verdict)
        .isEqualTo(
            new Verdict.Refuse(
                Refusal.READ_ONLY,
                "sending is not allowed: the kernel of this server cannot confine what is written."));
  }

  @Test
  void aVolumeThatIsNotAvailableIsNotWrittenTo() {
    Grants grants =
        new Grants.Volumes(
            List.of(
                new Export(
                    "drop", Availability.UNAVAILABLE, new Access(Mode.WRITE_ONLY, Set.of()))));
    assertThat(Volumes.decide("rsync --server -re.iLsfxCIvu . drop/", grants))
        .isEqualTo(new Verdict.Refuse(Refusal.UNAVAILABLE, "volume drop is not available now"));
  }

  @Test
  void aKeyWithARootSendsRelativeToIt() {
    assertThat(arguments("rsync --server -re.iLsfxCIvu . /a/b/", ROOT))
        .isEqualTo("--server -re.iLsfxCIvu --drop-D --confine-root=/real -- . a/b/");
    assertThat(arguments("rsync --server -re.iLsfxCIvu . .", ROOT))
        .isEqualTo("--server -re.iLsfxCIvu --drop-D --confine-root=/real -- . .");
    assertThat(arguments("rsync --server -re.iLsfxCIvu .", ROOT)).endsWith("-- . .");
  }

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
          """)
  void theReceiversOptionsAreForwarded(String options, String forwarded) {
    assertThat(arguments("rsync --server " + options + " . drop/", EACH_MODE))
        .isEqualTo("--server " + forwarded + " --drop-D --confine-root=/real -- . .");
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
    assertThat(Volumes.refused("rsync --server -r " + option + " . drop/", EACH_MODE).message())
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
    assertThat(Volumes.refused("rsync --server -r " + option + " . drop/", EACH_MODE).reason())
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
    assertThat(Volumes.refused(command, ADD_ONLY).message()).isEqualTo(disabled);
    assertThat(Volumes.refused(command, OVERWRITABLE).message()).isEqualTo(disabled);
    assertThat(arguments(command, DELETABLE)).contains(" " + option + " ");
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
    assertThat(Volumes.refused(command, ADD_ONLY).message()).isEqualTo(disabled);
    assertThat(Volumes.refused(command, DELETABLE).message()).isEqualTo(disabled);
    assertThat(arguments(command, OVERWRITABLE)).doesNotContain("--ignore-existing");
  }

  @Test
  void withoutOverwritingWhatExistsIsLeftAlone() {
    assertThat(arguments("rsync --server -re.iLsfxCIvu . drop/", ADD_ONLY))
        .isEqualTo(
            "--server -re.iLsfxCIvu --drop-D --ignore-existing --omit-dir-times --chmod=Du+rwx"
                + " --confine-root=/real -- . .");
    assertThat(arguments("rsync --server -re.iLsf --ignore-existing --delete . drop/", DELETABLE))
        .isEqualTo(
            "--server -re.iLsf --delete --drop-D --ignore-existing --omit-dir-times"
                + " --chmod=Du+rwx --confine-root=/real -- . .");
  }

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
    assertThat(arguments("rsync --server -r " + options + " . drop/new/", EACH_MODE))
        .isEqualTo("--server -r --drop-D " + forwarded + " --confine-root=/real -- . new/");
  }

  @Test
  void foldersOfAKeyWithARootBeginThere() {
    assertThat(arguments("rsync --server -r --link-dest=/prev . new/", ROOT))
        .isEqualTo("--server -r --drop-D --link-dest=/real/prev --confine-root=/real -- . new/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/both/prev", "/other/prev", "/dropped"})
  void noFolderLiesInAnotherVolume(String folder) {
    assertThat(Volumes.decide("rsync --server -r --link-dest=" + folder + " . drop/", EACH_MODE))
        .isEqualTo(
            new Verdict.Refuse(
                Refusal.BAD_PATH,
                "the folder of --link-dest is looked for in the volume that is written to: name it"
                    + " as /drop/FOLDER."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../prev", "a/../b", "/drop/../both/x", "/.."})
  void noFolderLeadsUpwards(String folder) {
    assertThat(Volumes.decide("rsync --server -r --link-dest=" + folder + " . drop/x/", EACH_MODE))
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
                    "rsync --server -r " + "--link-dest=a ".repeat(21) + ". drop/", EACH_MODE)
                .reason())
        .isEqualTo(Refusal.BAD_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"drop", "drop/", "/drop/x", "read drop"})
  void aWriteOnlyVolumeCannotBeRead(String paths) {
    assertThat(Volumes.decide("rsync --server --sender -re.iLsf . " + paths, EACH_MODE))
        .isEqualTo(new Verdict.Refuse(Refusal.WRITE_ONLY, "volume drop is write-only."));
  }

  @ParameterizedTest
  @CsvSource({".,read both", "/,read both", "*,read both", "*/x,read both", "d*,''"})
  void aWriteOnlyVolumeIsNoPartOfTheRootThatPullsSee(String paths, String exports) {
    Invocation invocation =
        Volumes.accepted("rsync --server --sender -re.iLsf . " + paths, EACH_MODE).invocation();
    assertThat(String.join(" ", invocation.location().exports())).isEqualTo(exports);
    assertThat(invocation.location())
        .isInstanceOfSatisfying(
            Location.Farm.class, farm -> assertThat(farm.links()).containsExactly("read", "both"));
  }

  @Test
  void aKeyThatCanOnlySendHasNoEmptyListing() {
    assertThat(Volumes.refused("rsync --server --sender -re.iLsf . .", ADD_ONLY).message())
        .isEqualTo("no volume can be read with this key.");
    assertThat(Volumes.refused("rsync --server --sender -re.iLsf . x", ROOT).message())
        .isEqualTo("reading from write-only server is not allowed.");
    assertThat(
            Volumes.refused(
                    "rsync --server --sender -re.iLsf --files-from=drop/x . read/", EACH_MODE)
                .message())
        .isEqualTo("volume drop is write-only.");
  }

  @Test
  void secludedArgumentsOfAPushAreHeldToTheSamePolicy() {
    Verdict.Secluded command =
        (Verdict.Secluded) Volumes.decide("rsync --server -slogDtpre.iLsfxCIvu", EACH_MODE);
    Verdict verdict =
        Volumes.CONFINED.decide(
            command,
            List.of("rsync", "--delete", "--link-dest", "/drop/a b", ".", "/drop/c d"),
            EACH_MODE);
    assertThat(verdict).isInstanceOf(Verdict.Accept.class);
    assertThat(((Verdict.Accept) verdict).invocation().arguments("/real"))
        .extracting(Argument::text)
        .containsExactly(
            "--server",
            "-logDtpre.iLsfxCIvu",
            "--delete",
            "--drop-D",
            "--link-dest=/real/a b",
            "--confine-root=/real",
            "--",
            ".",
            "c d");
    for (String option : List.of("--daemon", "--sender", "--files-from=x", "--log-file=/x")) {
      assertThat(Volumes.CONFINED.decide(command, List.of("rsync", option, ".", "drop"), EACH_MODE))
          .isInstanceOf(Verdict.Refuse.class);
    }
    assertThat(
            Volumes.CONFINED.decide(command, List.of("rsync", ".", "drop"), Volumes.DB_AND_MEDIA))
        .isInstanceOf(Verdict.Refuse.class);
  }

  @Test
  void linksAreMungedBothWaysWhereTheServerSaysSo() {
    CommandPolicy munging =
        new CommandPolicy(PolicyLimits.of(PolicyLimits.Confinement.PROVEN).munged());
    for (String command :
        List.of("rsync --server -r . both/", "rsync --server --sender -r . both/")) {
      Verdict verdict = munging.decide(command.getBytes(StandardCharsets.ISO_8859_1), EACH_MODE);
      assertThat(((Verdict.Accept) verdict).invocation().options()).contains("--munge-links");
    }
  }
}
