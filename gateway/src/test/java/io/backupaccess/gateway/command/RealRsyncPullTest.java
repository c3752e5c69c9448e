package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.volume.SomeVolumes.served;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.RsyncOverPipe.Result;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gateway.volume.Grants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real rsync pulls through the decided arguments, and the same rsync pulls from a folder in which
 * the volumes are real folders: what arrives must be the same.
 */
class RealRsyncPullTest {
  @TempDir Path temporary;
  private RsyncOverPipe rsync;

  @BeforeEach
  void volumes() throws IOException, InterruptedException {
    rsync = new RsyncOverPipe(temporary);
    Path db = rsync.volume("db", "pgdata");
    Files.createDirectories(db.resolve("sub/deep"));
    Files.writeString(db.resolve("f"), "f");
    Files.writeString(db.resolve("sub/g"), "g");
    Files.writeString(db.resolve("sub/deep/h"), "h");
    Files.writeString(db.resolve("a b"), "blank");
    Files.writeString(db.resolve("star*"), "star");
    Files.writeString(db.resolve("starry"), "no star");
    Files.writeString(db.resolve("-rf"), "dash");
    Files.writeString(db.resolve("it's \"quoted\" $(id) `id` {a,b};"), "quotes");
    Files.writeString(db.resolve("line\nbreak"), "line break");
    Files.writeString(db.resolve("back\\slash"), "backslash");
    Files.writeString(db.resolve(".hidden"), "hidden");
    Files.createSymbolicLink(db.resolve("link"), Path.of("sub"));
    Files.createLink(db.resolve("hard"), db.resolve("f"));
    Path media = rsync.volume("media", "");
    Files.createDirectories(media.resolve("sub/pictures"));
    Files.writeString(media.resolve("m"), "m");
    Files.writeString(media.resolve("sub/g"), "another g");
    Files.writeString(media.resolve("sub/pictures/p"), "p");
    rsync.finishVolumes();
  }

  static Stream<List<String>> pulls() {
    return Stream.of(
        List.of("-a", "h:db/"),
        List.of("-a", "h:db"),
        List.of("-a", "h:/db"),
        List.of("-a", "h:./db/."),
        List.of("-a", "h:db//sub/"),
        List.of("-a", "h:db/sub"),
        List.of("-a", "h:db/f"),
        List.of("-a", "h:db/f", ":db/sub/g"),
        List.of("-a", "h:db", ":media"),
        List.of("-a", "h:db/", ":media/"),
        List.of("-a", "h:db", ":media/sub"),
        List.of("-a", "h:db", ":media/sub/"),
        List.of("-a", "h:db/", ":media"),
        List.of("-a", "h:db", ":db/sub/deep"),
        List.of("-a", "h:db/sub/deep/h", ":media/m"),
        List.of("-aR", "h:db"),
        List.of("-aR", "h:db/"),
        List.of("-aR", "h:db/sub/deep"),
        List.of("-aR", "h:db/sub/deep/"),
        List.of("-aR", "h:db/./sub/deep"),
        List.of("-aR", "h:db/sub/./deep/"),
        List.of("-aR", "h:db/sub/deep/h", ":media/sub"),
        List.of("-aR", "--no-implied-dirs", "h:db/sub/deep/h", ":media/sub"),
        List.of("-a", "h:d*"),
        List.of("-a", "h:*"),
        List.of("-a", "h:*/"),
        List.of("-a", "h:*/sub"),
        List.of("-a", "h:*/f"),
        List.of("-a", "h:[dm]*/sub/*"),
        List.of("-a", "h:db/s*"),
        List.of("-a", "h:db/*"),
        List.of("-a", "h:db", ":media/s*/p*"),
        List.of("-a", "h:db/star\\*"),
        List.of("-a", "h:db/a b"),
        List.of("-a", "h:db/back\\slash"),
        List.of("-a", "h:db/back\\\\s*"),
        List.of("-a", "h:db/it's \"quoted\" $(id) `id` {a,b};"),
        List.of("-a", "h:db/line\nbreak"),
        List.of("-aH", "h:db"),
        List.of("-aHAXS", "--numeric-ids", "h:db"),
        List.of("-az", "h:db", ":media"),
        List.of("-acW", "h:db"),
        List.of("-rt", "h:db", ":media/sub"),
        List.of("-a", "--delete", "h:db"),
        List.of("-a", "--delete", "h:db/"),
        List.of("-a", "--delete", "h:db", ":media"),
        List.of("-a", "--delete", "h:db/", ":media"),
        List.of("-a", "--delete-before", "h:db", ":media/sub"),
        List.of("-a", "--delete-after", "-m", "h:db/", ":media/sub"),
        List.of("-a", "--no-inc-recursive", "h:db", ":media"),
        List.of("-aL", "h:db"),
        List.of("-ak", "h:db"),
        List.of("-ax", "h:db", ":media"),
        List.of("-a", "-F", "h:db"),
        List.of("-d", "h:db/"),
        List.of("-d", "h:db"),
        List.of("-d", "h:db", ":media"),
        List.of("-dR", "h:db", ":media"),
        List.of("-d", "h:db/sub", ":db/f"),
        List.of("-dR", "h:db/sub/deep/"),
        List.of("h:db/f"),
        List.of("--old-args", "-a", "h:db/a\\ b"),
        List.of("-a", "h:db/nothing", ":db/f"),
        List.of("-a", "h:nothing", ":db"),
        List.of("-a", "h:nothing/at/all", ":db"),
        List.of("-a", "h:nothing/", ":media/"),
        List.of("-a", "h:nothing*", ":db/nothing*"),
        List.of("-a", "--ignore-missing-args", "h:nothing", ":db"));
  }

  @ParameterizedTest
  @MethodSource("pulls")
  void aPullFromTheVirtualRootBringsWhatRealFoldersWould(List<String> arguments)
      throws IOException, InterruptedException {
    assertSameAsRealFolders(arguments, Volumes.DB_AND_MEDIA);
  }

  @ParameterizedTest
  @MethodSource("pulls")
  void soDoesTheProtocolOfOldClients(List<String> arguments)
      throws IOException, InterruptedException {
    List<String> old = Stream.concat(Stream.of("--protocol=29"), arguments.stream()).toList();
    assertSameAsRealFolders(old, Volumes.DB_AND_MEDIA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db",
        "db/",
        "*",
        "media/sub",
        "db/a b",
        "db/s*",
        "db/star\\*",
        "db/star\\**",
        "db/back\\slash",
        "db/back\\sl*",
        "db/line\nbreak",
        "db/-rf",
        "db/[s]t*",
        "db/it's \"quoted\" $(id) `id` {a,b};"
      })
  void argumentsInTheStreamMeanWhatTheyMeanToRsync(String path)
      throws IOException, InterruptedException {
    List<String> arguments = List.of("-s", "-a", "--numeric-ids", "h:" + path);
    assertSameAsRealFolders(arguments, Volumes.DB_AND_MEDIA);
  }

  private void assertSameAsRealFolders(List<String> arguments, Grants grants)
      throws IOException, InterruptedException {
    Result ours = rsync.pull(arguments, grants);
    Result real = rsync.pullFromRealFolders(arguments);
    assertThat(ours.tree()).as("%s%n%s", ours, real).isEqualTo(real.tree());
    assertThat(ours.exitCode()).as("%s%n%s", ours, real).isEqualTo(real.exitCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"h:", "h:/", "h:.", "h:./"})
  void theBareRootBringsEveryVolumeAndDeletesNothingBesideThem(String root)
      throws IOException, InterruptedException {
    Result bare = rsync.pull(List.of("-a", "--delete", root), Volumes.DB_AND_MEDIA);
    Result named = rsync.pullFromRealFolders(List.of("-a", "--delete", "h:db", ":media"));
    assertThat(bare.tree()).as(bare.toString()).isEqualTo(named.tree()).containsKey("beside/kept");
    assertThat(bare.exitCode()).isZero();
  }

  @Test
  void aListingOfTheRootShowsTheVolumesAsFolders() throws IOException, InterruptedException {
    Result listing = rsync.pull(List.of("--list-only", "h:"), Volumes.DB_AND_MEDIA);
    assertThat(listing.output().lines().map(line -> line.replaceAll(" .* ", " ")))
        .containsExactly("drwxr-xr-x db", "drwxr-xr-x media");
  }

  @ParameterizedTest
  @ValueSource(strings = {"db", "db/", "db/sub", "db/f", "db/sub/", "db/s*"})
  void aListingInsideAVolumeIsThatOfARealFolder(String path)
      throws IOException, InterruptedException {
    for (List<String> options : List.of(List.of("--list-only"), List.of("-r", "--list-only"))) {
      List<String> arguments = Stream.concat(options.stream(), Stream.of("h:" + path)).toList();
      assertThat(rsync.pull(arguments, Volumes.DB_AND_MEDIA).output())
          .isEqualTo(rsync.pullFromRealFolders(arguments).output());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"h:db/", "h:db", "h:db/sub"})
  void aListOfNamesFromTheClientIsLookedUpInTheVolume(String base)
      throws IOException, InterruptedException {
    Path list = Files.writeString(temporary.resolve("list"), "sub/g\nf\n../media/m\n/deep/h\n");
    List<String> arguments = List.of("-a", "--files-from=" + list, base);
    assertSameAsRealFolders(arguments, Volumes.DB_AND_MEDIA);
  }

  @Test
  void aListOfNamesMayLieInTheVolume() throws IOException, InterruptedException {
    Files.writeString(rsync.volumePath("db").resolve("list"), "sub/g\n");
    Files.writeString(rsync.volumePath("db").resolve("-"), "f\n");
    rsync.finishVolumes();
    assertSameAsRealFolders(List.of("-a", "--files-from=:db/list", "h:db/"), Volumes.DB_AND_MEDIA);
    assertSameAsRealFolders(List.of("-a", "--files-from=:db/-", "h:db/"), Volumes.DB_AND_MEDIA);
    assertSameAsRealFolders(
        List.of("-a", "--files-from=:db/list", "h:media/"), Volumes.DB_AND_MEDIA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"h:db/", "h:db", "h:db/sub", "h:"})
  void filterFilesInTheFoldersSentAreHeeded(String source)
      throws IOException, InterruptedException {
    Files.writeString(rsync.volumePath("db").resolve("sub/.rsync-filter"), "- g\n");
    rsync.finishVolumes();
    Result pull = rsync.pull(List.of("-a", "-F", source), Volumes.DB_AND_MEDIA);
    assertThat(pull.tree().keySet())
        .as(pull.toString())
        .anyMatch(name -> name.endsWith("deep/h"))
        .noneMatch(name -> name.matches("(db/)?(sub/)?g"));
  }

  @Test
  void withoutTheKernelsConfinementNoFilterFileOutsideTheVolumeIsRead()
      throws IOException, InterruptedException {
    Files.writeString(rsync.volumePath("db").resolveSibling("outside"), "- g\n");
    Result pull =
        rsync.pull(
            List.of("-a", "--filter=: ../outside", "h:db/"),
            Volumes.DB_AND_MEDIA,
            Volumes.UNCONFINED);
    assertThat(pull.tree()).as(pull.toString()).containsKey("sub/g");
  }

  @ParameterizedTest
  @ValueSource(strings = {"h:db/", "h:db", "h:", "h:db/sub/g"})
  void withoutTheKernelsConfinementPullsBringTheSame(String source)
      throws IOException, InterruptedException {
    List<String> arguments = List.of("-a", source);
    assertThat(rsync.pull(arguments, Volumes.DB_AND_MEDIA, Volumes.UNCONFINED).tree())
        .isEqualTo(rsync.pull(arguments, Volumes.DB_AND_MEDIA, Volumes.CONFINED).tree())
        .containsValue("rw-r--r-- kept time 1 g");
  }

  @Test
  void aKeyWithARootSeesItsVolumeAsTheRoot() throws IOException, InterruptedException {
    Result pull = rsync.pull(List.of("-a", "h:", ":/sub/deep", ":-rf"), Volumes.root("db"));
    assertThat(pull.tree()).containsKeys("f", "sub/deep/h", "deep/h", "-rf");
    Result relative = rsync.pull(List.of("-aR", "h:sub/deep"), Volumes.root("db"));
    assertThat(relative.tree()).containsKeys("sub/deep/h").doesNotContainKey("f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "%s/", "%s/m", "%s/sub/*", "%s*", "%s/nothing", "?%s"})
  void anUngrantedVolumeAnswersLikeOneThatDoesNotExist(String shape)
      throws IOException, InterruptedException {
    Grants dbOnly = Volumes.served("db");
    for (List<String> more : List.of(List.<String>of(), List.of(":db"), List.of(":db/f"))) {
      Result ungranted = rsync.pull(with(shape.formatted("media"), more), dbOnly);
      Result missing = rsync.pull(with(shape.formatted("mooed"), more), dbOnly);
      assertThat(ungranted.exitCode()).isEqualTo(23);
      assertThat(ungranted.errors().replace("media", "mooed")).isEqualTo(missing.errors());
      assertThat(ungranted.tree()).isEqualTo(missing.tree());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/%s", "[dm]*/%s", "?????/%s", "*/%s*"})
  void wildcardsTellNothingOfAVolumeThatCanOnlyBeWrittenTo(String shape)
      throws IOException, InterruptedException {
    Grants grants =
        new Grants.Volumes(
            List.of(
                served("db"),
                served("more"),
                served("media", new Access(Mode.WRITE_ONLY, Set.of()))));
    rsync.volume("more", "");
    Result there = rsync.pull(List.of("-a", "h:" + shape.formatted("sub/pictures")), grants);
    Result missing = rsync.pull(List.of("-a", "h:" + shape.formatted("sub/pintures")), grants);
    assertThat(there.exitCode()).isEqualTo(23);
    assertThat(there.errors().replace("pictures", "pintures")).isEqualTo(missing.errors());
    assertThat(there.tree()).isEqualTo(missing.tree());
  }

  private static List<String> with(String first, List<String> more) {
    return Stream.concat(Stream.of("-a", "h:" + first), more.stream()).toList();
  }
}
