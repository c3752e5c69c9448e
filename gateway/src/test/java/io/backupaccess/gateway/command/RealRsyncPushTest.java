package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.Access.Change;
import io.backupaccess.gateway.command.Access.Mode;
import io.backupaccess.gateway.command.Grants.Availability;
import io.backupaccess.gateway.command.Grants.Export;
import io.backupaccess.gateway.command.RsyncOverPipe.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real rsync pushes through the decided arguments. */
class RealRsyncPushTest {
  private static final FileTime OLD = FileTime.fromMillis(1_600_000_000_000L);

  @TempDir Path temporary;
  private RsyncOverPipe rsync;
  private Path source;
  private Path db;

  @BeforeEach
  void aSourceAndAVolume() throws IOException, InterruptedException {
    rsync = new RsyncOverPipe(temporary);
    source = Files.createDirectories(temporary.resolve("src"));
    write(source, "same", "same");
    write(source, "newer", "of the source");
    write(source, "added", "added");
    write(source, "sub/deep/added", "deep");
    write(source, "file-there/here-a-folder", "x");
    write(source, "folder-there", "here a file");
    write(source, "link-there", "here a file");
    Files.createSymbolicLink(source.resolve("link"), Path.of("sub"));
    Files.createLink(source.resolve("hard"), source.resolve("added"));
    Files.createLink(source.resolve("hard-to-old"), source.resolve("newer"));
    db = rsync.volume("db", "pgdata");
    write(db, "same", "same");
    write(db, "newer", "of the volume");
    write(db, "only here", "only here");
    write(db, "sub/only here", "only here");
    write(db, "file-there", "there a file");
    write(db, "folder-there/in it", "there a folder");
    Files.createSymbolicLink(db.resolve("link-there"), Path.of("newer"));
    Files.createSymbolicLink(db.resolve("folder-link"), Path.of("sub"));
    write(db, "before/same", "same");
    write(db, "before/added", "added");
    rsync.finishVolumes();
    Files.setLastModifiedTime(source.resolve("same"), OLD);
    Files.setLastModifiedTime(source.resolve("added"), OLD);
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static Grants db(Change... changes) {
    return new Grants.Volumes(
        List.of(
            new Export("db", Availability.SERVED, new Access(Mode.READ_WRITE, Set.of(changes)))));
  }

  private Result push(String options, String destination, Change... changes)
      throws IOException, InterruptedException {
    return rsync.push(arguments(options, destination), db(changes));
  }

  private List<String> arguments(String options, String destination) {
    List<String> arguments = new ArrayList<>(Arrays.asList(options.split(" ")));
    arguments.add(source + "/");
    arguments.add("h:" + destination);
    return arguments;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-a",
        "-aH",
        "-aHAXS --numeric-ids",
        "-az",
        "-ac",
        "-au",
        "-aI",
        "-aW",
        "-aR",
        "-rlt",
        "-d",
        "-ax",
        "-am",
        "-aK",
        "-ayy",
        "-aJO",
        "-an",
        "-ai",
        "-avvP --stats",
        "-a --delete",
        "-a --delete-before --force",
        "-a --delete-after --max-delete=1",
        "-a --delete-excluded --exclude=only*",
        "-ab",
        "-ab --suffix=.old --delete",
        "-ab --backup-dir=bk",
        "-a --inplace",
        "-a --append",
        "-a --delay-updates",
        "-a --partial-dir=.p",
        "-a --temp-dir=sub",
        "-a --link-dest=before",
        "-a --compare-dest=before",
        "-a --copy-dest=before",
        "-a --existing",
        "-a --ignore-existing",
        "-a --size-only",
        "-a --max-size=6 --min-size=2",
        "-a --modify-window=-1",
        "-a --mkpath --preallocate --fsync",
        "-a --chmod=u-x --usermap=*:0",
        "-a --protocol=29 --delete",
        "-a --old-args",
        "-a -s --delete",
        "-a -s --exclude=sub"
      })
  void aPushLeavesWhatItWouldLeaveInARealFolder(String options)
      throws IOException, InterruptedException {
    Result real = rsync.pushToRealFolders(arguments(options, "db/"));
    Result ours = push(options, "db/", Change.DELETE, Change.OVERWRITE);
    Map<String, String> inVolume = new HashMap<>();
    ours.tree()
        .forEach(
            (name, what) -> {
              if (name.startsWith("db-id/db/pgdata")) {
                inVolume.put(name.replaceFirst("db-id/db/pgdata", "db"), what);
              }
            });
    assertThat(inVolume).as("%s%n%s", ours, real).isEqualTo(real.tree());
    assertThat(ours.exitCode()).as("%s%n%s", ours, real).isEqualTo(real.exitCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-a",
        "-aH",
        "-aHAX",
        "-aI",
        "-ac",
        "-au",
        "-aS",
        "-aW",
        "-aK",
        "-aKH",
        "-ayy",
        "-aR",
        "-a --existing",
        "-a --size-only",
        "-a --partial",
        "-a --super",
        "-a --mkpath",
        "-a --fsync",
        "-a --temp-dir=/db/sub",
        "-a --link-dest=/db/before",
        "-aH --link-dest=/db",
        "-a --copy-dest=/db/before",
        "-a --compare-dest=/db/before",
        "-a --preallocate",
        "-a -s",
        "-a --only-write-batch=batch",
        "-a --chmod=a+w",
        "-a --protocol=29 -H",
        "-a --ignore-errors"
      })
  void withoutOverwritingAndDeletingWhatIsThereStaysAsItIs(String options)
      throws IOException, InterruptedException {
    Map<Path, String> before = files(db);
    Result result = push(options.replace("=batch", "=" + temporary + "/batch"), "db/");
    assertThat(files(db)).as(result.toString()).containsAllEntriesOf(before);
  }

  @Test
  void aFolderSentToAFilesPlaceChangesNeitherItsTimeNorItsPermissions()
      throws IOException, InterruptedException {
    // rsync takes write permission for itself where it is not root, and then takes it back.
    Files.setPosixFilePermissions(
        source.resolve("file-there"), PosixFilePermissions.fromString("r-xr-xr-x"));
    Map<Path, String> before = files(db);
    for (String options : List.of("-a", "-a -M--no-super", "-rp -M--no-super", "-rt", "-aO")) {
      Result result = push(options, "db/");
      assertThat(files(db)).as(result.toString()).containsAllEntriesOf(before);
    }
    Files.setPosixFilePermissions(
        source.resolve("file-there"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-a",
        "-ab",
        "-ab --backup-dir=bk",
        "-a --inplace",
        "-a --delay-updates",
        "-aK",
        "-aH",
        "-aI",
        "-a --append",
        "-aR",
        "-ac --existing"
      })
  void withoutDeletingEveryNameStays(String options) throws IOException, InterruptedException {
    Set<Path> before = files(db).keySet();
    Result result = push(options, "db/", Change.OVERWRITE);
    assertThat(before)
        .as(result.toString())
        .allMatch(name -> Files.exists(name, LinkOption.NOFOLLOW_LINKS));
  }

  /** Every file and link that is no folder, with all that describes it but its number of names. */
  private static Map<Path, String> files(Path folder) throws IOException {
    Map<Path, String> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file :
          all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList()) {
        Map<String, Object> attributes =
            Files.readAttributes(
                file, "unix:ino,mode,uid,gid,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String content =
            Files.isSymbolicLink(file)
                ? Files.readSymbolicLink(file).toString()
                : Files.readString(file);
        files.put(file, attributes + " " + content);
      }
    }
    return files;
  }

  @Test
  void newFilesArriveWhereNothingMayBeOverwritten() throws IOException, InterruptedException {
    // A file is where the source has a folder, so that what is in it cannot be stored.
    assertThat(push("-a", "db/").exitCode()).isEqualTo(23);
    assertThat(db.resolve("sub/deep/added")).hasContent("deep");
    assertThat(db.resolve("newer")).hasContent("of the volume");
  }

  @Test
  void aFolderFromTheRootIsFoundAndItsFilesAreLinked() throws IOException, InterruptedException {
    Result result = push("-a --link-dest=/db/before", "db/after/");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(Files.getAttribute(db.resolve("after/added"), "unix:ino"))
        .isEqualTo(Files.getAttribute(db.resolve("before/added"), "unix:ino"));
    push("-a --compare-dest=/db/before", "db/compared/");
    assertThat(db.resolve("compared/newer")).exists();
    assertThat(db.resolve("compared/added")).doesNotExist();
    assertThat(push("-a --copy-dest=/db/before --stats", "db/copied/").output())
        .contains("Number of regular files transferred: 7");
    assertThat(db.resolve("copied/added")).hasContent("added");
  }

  @Test
  void backupsAndUnfinishedFilesGoWhereTheOptionsSay() throws IOException, InterruptedException {
    push("-ab --backup-dir=/db/bk --partial-dir=/db/part", "db/", Change.OVERWRITE);
    assertThat(db.resolve("bk/newer")).hasContent("of the volume");
    assertThat(db.resolve("newer")).hasContent("of the source");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-ab --backup-dir=/db/out",
        "-ab --backup-dir=out",
        "-a --temp-dir=/db/out",
        "-a --partial-dir=/db/out",
        "-a --delay-updates --partial-dir=/db/out",
        "-aK",
        "-a --link-dest=/db/out",
        "-a --copy-dest=/db/out"
      })
  void withoutTheKernelRsyncAloneKeepsFoldersInsideTheVolume(String options)
      throws IOException, InterruptedException {
    Path outside = Files.createDirectories(temporary.resolve("outside"));
    write(outside, "out/x", "x");
    Files.createSymbolicLink(db.resolve("out"), outside);
    write(source, "out/x", "x");
    Map<Path, String> before = files(outside);
    Result result = push(options, "db/", Change.OVERWRITE, Change.DELETE);
    assertThat(files(outside)).as(result.toString()).isEqualTo(before);
  }

  @Test
  void noSpecialFileIsMade() throws IOException, InterruptedException {
    new ProcessBuilder("mkfifo", source.resolve("fifo").toString()).start().waitFor();
    for (String options : List.of("-a", "-a --protocol=29", "-a --super")) {
      Result result = push(options, "db/", Change.OVERWRITE);
      assertThat(db.resolve("fifo")).as(result.toString()).doesNotExist();
      assertThat(db.resolve("sub/deep/added")).as(result.toString()).hasContent("deep");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "it's \"quoted\" $(id) `id` {a,b};",
        "line\nbreak",
        "-rf",
        "star\\*",
        "new/"
      })
  void aDestinationMayHaveAnyName(String name) throws IOException, InterruptedException {
    push("-a", "db/" + name);
    String made = name.replace("\\", "").replace("/", "");
    assertThat(db.resolve(made).resolve("sub/deep/added")).hasContent("deep");
  }

  @Test
  void aListOfNamesStaysWithTheClient() throws IOException, InterruptedException {
    Path list = Files.writeString(temporary.resolve("list"), "added\nsub/deep/added\n");
    push("-a --files-from=" + list, "db/listed/");
    assertThat(db.resolve("listed/sub/deep/added")).hasContent("deep");
    assertThat(db.resolve("listed/newer")).doesNotExist();
  }

  @Test
  void mungedLinksLeadNowhereAndComeBackAsTheyWere() throws IOException, InterruptedException {
    CommandPolicy munging =
        new CommandPolicy(PolicyLimits.of(PolicyLimits.Confinement.PROVEN).munged());
    Files.createSymbolicLink(source.resolve("absolute"), Path.of("/etc/passwd"));
    rsync.push(arguments("-a", "db/"), db(), munging);
    assertThat(Files.readSymbolicLink(db.resolve("absolute")).toString())
        .isEqualTo("/rsyncd-munged//etc/passwd");
    Result pull = rsync.pull(List.of("-a", "h:db/"), db(), munging);
    assertThat(pull.tree()).containsEntry("absolute", "-> /etc/passwd");
  }
}
