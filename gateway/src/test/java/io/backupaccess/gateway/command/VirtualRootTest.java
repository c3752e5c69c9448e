package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.volume.SomeVolumes.served;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.Invocation.ConfineRoot;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Grants;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths of a client and what rsync is given; patterns are in angle brackets. */
class VirtualRootTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -r    | db/            | .
          -r    | /db/sub/       | sub/
          -r    | db//./sub      | sub
          -r    | db/sub/.       | sub/.
          -r    | db/-x          | -x
          -r    | db/s* db/x     | <s*> x
          -r    | d[a-c]/s*      | <s*>
          -r    | db/\\*         | *
          -d    | db/            | .
          """)
  void aCommandInsideOneVolumeRunsThere(String options, String paths, String expected) {
    Verdict.Accept accept = accepted(options, paths);
    assertThat(Volumes.paths(accept)).isEqualTo(expected);
    assertThat(accept.invocation().location()).isEqualTo(new Location.Inside(served("db")));
    assertThat(accept.invocation().confineRoot()).isEqualTo(ConfineRoot.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -r    | db             | -Rr  | db/
          -r    | .              | -Rr  | db/ media/
          -r    | /              | -Rr  | db/ media/
          -r    | *              | -Rr  | db/ media/
          -r    | */             | -r   | db/ media/
          -r    | ?b             | -Rr  | db/
          -r    | db media/sub   | -Rr  | db/ media/./sub
          -r    | db media/sub/  | -Rr  | db/ media/sub/./
          -r    | db/ media      | -Rr  | db/./ media/
          -r    | db media/a/*.b | -Rr  | db/ <media/a/./*.b>
          -r    | */sub          | -r   | <*/sub>
          -r    | db */sub       | -Rr  | db/ <*/./sub>
          -r    | db/ media/     | -r   | db/ media/
          -rR   | db             | -rR  | db/
          -rR   | db/sub         | -rR  | db/sub
          -rR   | db/./sub       | -rR  | db/./sub
          -rR   | ./db/a/./b/./c | -rR  | db/a/./b/c
          -d    | .              | -dk  | db media
          -d    | db             | -dk  | db
          -dR   | db media       | -dkR | db media
          -dR   | db/sub         | -dR  | db/sub
          -r    | foo            | -r   | foo
          -r    | foo db         | -Rr  | foo db/
          -r    | foo*/x         | -r   | foo*/x
          -r    | [[:x]*         | -r   | [[:x]*
          """)
  void anyOtherRunsWhereLinksLeadToTheVolumes(
      String options, String paths, String expectedOptions, String expectedPaths) {
    Verdict.Accept accept = accepted(options, paths);
    assertThat(Volumes.paths(accept)).isEqualTo(expectedPaths);
    assertThat(accept.invocation().options().getLast().chars().sorted().toArray())
        .isEqualTo(expectedOptions.chars().sorted().toArray());
    assertThat(accept.invocation().location()).isInstanceOf(Location.LinkFolder.class);
    assertThat(accept.invocation().confineRoot()).isEqualTo(ConfineRoot.NONE);
  }

  @ParameterizedTest
  @CsvSource({"db/f foo,db", "foo,''", "db media,db media", "*/x,db media", "m*,media"})
  void onlyTheVolumesThatAreNamedAreOpened(String paths, String touched) {
    assertThat(
            String.join(
                " ", SafeVerdict.names(accepted("-r", paths).invocation().location().volumes())))
        .isEqualTo(touched);
  }

  @ParameterizedTest
  @ValueSource(strings = {"db media", "db/"})
  void withoutTheKernelsConfinementRsyncIsConfinedToItsFolder(String paths) {
    String command = "rsync --server --sender -r . " + paths;
    Verdict verdict = Volumes.decide(Volumes.UNCONFINED, command, Volumes.DB_AND_MEDIA, "");
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Accept.class,
            accept ->
                assertThat(accept.invocation().confineRoot())
                    .isEqualTo(ConfineRoot.WORKING_DIRECTORY));
  }

  @Test
  void withoutTheKernelsConfinementNoRulesOfSeveralVolumesAreAskedFor() {
    String command = "rsync --server --sender -rC . db media";
    assertThat(Volumes.decide(Volumes.UNCONFINED, command, Volumes.DB_AND_MEDIA, ""))
        .isInstanceOf(Verdict.Refuse.class);
  }

  @Test
  void theArgumentsEndTheOptionsBeforeThePaths() {
    assertThat(accepted("-re.iLsfxCIvu", "db/ --log-file=/x").invocation().arguments("/run/links"))
        .extracting(Argument::text)
        .containsExactly(
            "--server",
            "--sender",
            "-re.iLsfxCIvu",
            "--insecure-links",
            "--",
            ".",
            "db/",
            "--log-file=/x");
    assertThat(accepted("-re.iLsfxCIvu", "db/sub").invocation().arguments("/volumes/x/db"))
        .extracting(Argument::text)
        .containsExactly(
            "--server", "--sender", "-re.iLsfxCIvu", "--insecure-links", "--", ".", "sub");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --files-from=-            | db       | --files-from=-          | .
          --files-from=-            | db/sub/  | --files-from=-          | sub/
          --files-from /db/list     | db/      | --files-from=./list     | .
          --files-from=db/-         | db/      | --files-from=./-        | .
          --files-from=db/list      | media/   | --files-from=./db/list  | media/
          --files-from=/etc/passwd  | db/      | --files-from=./etc/passwd | db/
          """)
  void aListOfNamesBelongsToOneVolume(
      String option, String path, String expectedOption, String expectedPath) {
    Verdict.Accept accept = accepted("-rR " + option, path);
    assertThat(accept.invocation().options()).contains(expectedOption);
    assertThat(Volumes.paths(accept)).isEqualTo(expectedPath);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -r  | .          | .
          -r  | /          | .
          -r  | /a//b/./c/ | a/b/c/
          -r  | *.txt      | <*.txt>
          -rR | ./a/b      | ./a/b
          -rR | /a/./b/./c | a/./b/c
          -rR | a/./       | a/./
          -d  | a          | a
          """)
  void aKeyWithARootHasPathsRelativeToIt(String options, String paths, String expected) {
    Verdict.Accept accept =
        Volumes.accepted(
            "rsync --server --sender " + options + " . " + paths, Volumes.root("data"));
    assertThat(Volumes.paths(accept)).isEqualTo(expected);
    assertThat(accept.invocation().location()).isEqualTo(new Location.Inside(served("data")));
  }

  @ParameterizedTest
  @CsvSource({
    "d?,db,true",
    "*,db,true",
    "d*b,db,true",
    "[!d]b,db,false",
    "[^x]b,db,true",
    "[a-f]b,db,true",
    "\\*,db,false",
    "[,[,true",
    "[d,[d,true",
    "db*,db,true",
    "?,db,false",
    "[]d]b,db,true",
    "*b*b*b*b*b*c,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,false",
    "*,.db,false",
    ".*,.db,true",
    "[[:alpha:]]b,db,true",
    "[[:digit:]]b,db,false",
    "[![:digit:]]b,db,true",
    "[[:alpha:]-]b,db,true",
    "[[:x]b,db,false",
    "[d\\]]b,db,true",
    "[a\\-z]b,db,false"
  })
  void wildcardsInAVolumesPlaceMatchAsInAShell(String pattern, String name, boolean matches) {
    assertThat(NamePattern.matches(new Word(pattern), name)).isEqualTo(matches);
  }

  /** Absent from the root, its copy would be deleted by a client with {@code --delete}. */
  @ParameterizedTest
  @ValueSource(strings = {"/", ".", "*", "lost/", "/lost/sub", "l*/x", "db lost", "db l?st"})
  void aVolumeThatMayNotBeReadNowIsRefusedByNameWhateverTouchesIt(String paths) {
    assertThat(
            Volumes.refused("rsync --server --sender -r . " + paths, DB_AND_ONE_TO_RESTORE)
                .message())
        .contains("volume lost is not available now");
  }

  @ParameterizedTest
  @ValueSource(strings = {"db", "db/sub foo", "d*"})
  void nothingElseLeadsIntoAVolumeThatMayNotBeReadNow(String paths) {
    assertThat(
            Volumes.accepted("rsync --server --sender -r . " + paths, DB_AND_ONE_TO_RESTORE)
                .invocation()
                .location())
        .isEqualTo(new Location.LinkFolder(List.of(served("db")), List.of(served("db"))));
  }

  private static final Grants DB_AND_ONE_TO_RESTORE =
      new Grants.Volumes(
          List.of(served("db"), served("lost", new Access(Access.Mode.RESTORE_ONLY, Set.of()))));

  private static Verdict.Accept accepted(String options, String paths) {
    return Volumes.accepted(
        "rsync --server --sender " + options + " . " + paths, Volumes.DB_AND_MEDIA);
  }

  @Test
  void namesAreBytes() {
    Verdict.Accept accept = accepted("-r", "db/\u00ff\u00e9\\\n");
    assertThat(accept.invocation().paths().getFirst().bytes())
        .isEqualTo(new byte[] {(byte) 0xff, (byte) 0xe9, '\n'});
    assertThat(accept.request().paths())
        .isEqualTo(List.of(RemotePath.of(new Word("db/\u00ff\u00e9\n"))));
  }
}
