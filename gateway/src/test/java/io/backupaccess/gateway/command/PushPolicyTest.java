package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.volume.SomeVolumes.unserved;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.Invocation.ConfineRoot;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a client may send to, and how rsync is run for it. */
class PushPolicyTest {

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
        Volumes.accepted("rsync --server -logDtpre.iLsfxCIvu . " + path, Writable.EACH_MODE);
    Invocation invocation = accept.invocation();
    assertThat(invocation.direction()).isEqualTo(Direction.PUSH);
    assertThat(invocation.location())
        .isEqualTo(
            new Location.Inside(
                (Volume)
                    Writable.EACH_MODE
                        .find(path.contains("both") ? "both" : "drop")
                        .orElseThrow()));
    assertThat(invocation.confineRoot()).isEqualTo(ConfineRoot.WORKING_DIRECTORY);
    assertThat(invocation.paths()).containsExactly(new Argument.Literal(destination));
  }

  @Test
  void devicesAreNeverMadeAndPathsFollowTheEndOfOptions() {
    assertThat(
            Writable.arguments(
                "rsync --server -logDtpre.iLsfxCIvu --delete . drop/--daemon", Writable.EACH_MODE))
        .isEqualTo(
            "--server -logDtpre.iLsfxCIvu --delete --drop-D --no-super --confine-root=/real -- . --daemon");
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
    assertThat(Volumes.decide("rsync --server -logDtpre.iLsfxCIvu . " + path, Writable.EACH_MODE))
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
        Volumes.decide(
            Volumes.UNCONFINED, "rsync --server -re.iLsfxCIvu . drop/", Writable.EACH_MODE, "");
    assertThat(verdict)
        .isEqualTo(
            new Verdict.Refuse(
                Refusal.READ_ONLY,
                "sending is not allowed: the kernel of this server cannot confine what is written."));
  }

  @Test
  void aVolumeThatIsNotAvailableIsNotWrittenTo() {
    Grants grants = new Grants.Volumes(List.of(unserved("drop")));
    assertThat(Volumes.decide("rsync --server -re.iLsfxCIvu . drop/", grants))
        .isEqualTo(new Verdict.Refuse(Refusal.UNAVAILABLE, "volume drop is not available now"));
  }

  @Test
  void aKeyWithARootSendsRelativeToIt() {
    assertThat(Writable.arguments("rsync --server -re.iLsfxCIvu . /a/b/", Writable.ROOT))
        .isEqualTo("--server -re.iLsfxCIvu --drop-D --no-super --confine-root=/real -- . a/b/");
    assertThat(Writable.arguments("rsync --server -re.iLsfxCIvu . .", Writable.ROOT))
        .isEqualTo("--server -re.iLsfxCIvu --drop-D --no-super --confine-root=/real -- . .");
    assertThat(Writable.arguments("rsync --server -re.iLsfxCIvu .", Writable.ROOT))
        .endsWith("-- . .");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sink", "sink/", "/sink/x", "read sink"})
  void aWriteOnlyVolumeCannotBeRead(String paths) {
    assertThat(Volumes.decide("rsync --server --sender -re.iLsf . " + paths, Writable.EACH_MODE))
        .isEqualTo(new Verdict.Refuse(Refusal.WRITE_ONLY, "volume sink is write-only."));
  }

  @ParameterizedTest
  @CsvSource({
    ".,read drop both",
    "/,read drop both",
    "*,read drop both",
    "*/x,read drop both",
    "s*,''"
  })
  void aWriteOnlyVolumeIsNoPartOfTheRootThatPullsSee(String paths, String volumes) {
    Invocation invocation =
        Volumes.accepted("rsync --server --sender -re.iLsf . " + paths, Writable.EACH_MODE)
            .invocation();
    assertThat(String.join(" ", SafeVerdict.names(invocation.location().volumes())))
        .isEqualTo(volumes);
    assertThat(invocation.location())
        .isInstanceOfSatisfying(
            Location.LinkFolder.class,
            linkFolder ->
                assertThat(SafeVerdict.names(linkFolder.links()))
                    .containsExactly("read", "drop", "both"));
  }

  @Test
  void aKeyThatCanOnlySendHasNoEmptyListing() {
    assertThat(
            Volumes.refused("rsync --server --sender -re.iLsf . .", Writable.WRITE_ONLY).message())
        .isEqualTo("no volume can be read with this key.");
    assertThat(
            Volumes.refused("rsync --server --sender -re.iLsf . x", Writable.WRITE_ONLY_ROOT)
                .message())
        .isEqualTo("reading from write-only server is not allowed.");
    assertThat(
            Volumes.refused(
                    "rsync --server --sender -re.iLsf --files-from=sink/x . read/",
                    Writable.EACH_MODE)
                .message())
        .isEqualTo("volume sink is write-only.");
  }

  @Test
  void secludedArgumentsOfAPushAreHeldToTheSamePolicy() {
    Verdict verdict = decideSecluded("--delete", "--link-dest", "/drop/a b", ".", "/drop/c d");
    assertThat(verdict).isInstanceOf(Verdict.Accept.class);
    assertThat(((Verdict.Accept) verdict).invocation().arguments("/real"))
        .extracting(Argument::text)
        .containsExactly(
            "--server",
            "-logDtpre.iLsfxCIvu",
            "--delete",
            "--drop-D",
            "--no-super",
            "--link-dest=/real/a b",
            "--confine-root=/real",
            "--",
            ".",
            "c d");
    Verdict literal = decideSecluded("--link-dest=/drop/a[b]\\c*", ".", "drop");
    assertThat(((Verdict.Accept) literal).invocation().folders())
        .extracting(FolderOption::text)
        .containsExactly("--link-dest=/a[b]\\c*");
    for (String option : List.of("--daemon", "--sender", "--files-from=x", "--log-file=/x")) {
      assertThat(decideSecluded(option, ".", "drop")).isInstanceOf(Verdict.Refuse.class);
    }
    assertThat(decideSecludedFor(Volumes.DB_AND_MEDIA, ".", "drop"))
        .isInstanceOf(Verdict.Refuse.class);
  }

  private static Verdict decideSecluded(String... arguments) {
    return decideSecludedFor(Writable.EACH_MODE, arguments);
  }

  private static Verdict decideSecludedFor(Grants grants, String... arguments) {
    return Volumes.decide(
        Volumes.CONFINED,
        "rsync --server -slogDtpre.iLsfxCIvu",
        grants,
        "rsync\0" + String.join("\0", arguments) + "\0\0");
  }

  @Test
  void linksAreMungedBothWaysWhereTheServerSaysSo() {
    CommandPolicy munging =
        new CommandPolicy(PolicyLimits.of(PolicyLimits.Confinement.PROVEN).munged());
    for (String command :
        List.of("rsync --server -r . both/", "rsync --server --sender -r . both/")) {
      Verdict verdict = Volumes.decide(munging, command, Writable.EACH_MODE, "");
      assertThat(((Verdict.Accept) verdict).invocation().options()).contains("--munge-links");
    }
  }
}
