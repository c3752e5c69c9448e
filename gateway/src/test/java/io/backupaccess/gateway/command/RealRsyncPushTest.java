package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.RsyncOverPipe.Result;
import io.backupaccess.gateway.volume.Access.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real rsync pushes through the decided arguments. */
class RealRsyncPushTest {
  @TempDir Path temporary;
  private PushedVolume volume;
  private Path source;
  private Path db;

  @BeforeEach
  void volume() throws IOException, InterruptedException {
    volume = new PushedVolume(temporary);
    source = volume.source;
    db = volume.db;
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
    // As for any user but root, for whom rsync expects that every folder can be entered.
    Result real =
        volume.rsync.pushToRealFolders(volume.arguments(options + " -M--no-super", "db/"));
    Result ours = volume.push(options, "db/", Change.DELETE, Change.OVERWRITE);
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

  @Test
  void aFolderFromTheRootIsFoundAndItsFilesAreLinked() throws IOException, InterruptedException {
    Result result = volume.push("-a --link-dest=/db/before", "db/after/");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(Files.getAttribute(db.resolve("after/added"), "unix:ino"))
        .isEqualTo(Files.getAttribute(db.resolve("before/added"), "unix:ino"));
    volume.push("-a --compare-dest=/db/before", "db/compared/");
    assertThat(db.resolve("compared/newer")).exists();
    assertThat(db.resolve("compared/added")).doesNotExist();
    assertThat(volume.push("-a --copy-dest=/db/before --stats", "db/copied/").output())
        .contains("Number of regular files transferred: 7");
    assertThat(db.resolve("copied/added")).hasContent("added");
  }

  @Test
  void backupsAndUnfinishedFilesGoWhereTheOptionsSay() throws IOException, InterruptedException {
    volume.push("-ab --backup-dir=/db/bk --partial-dir=/db/part", "db/", Change.OVERWRITE);
    assertThat(db.resolve("bk/newer")).hasContent("of the volume");
    assertThat(db.resolve("newer")).hasContent("of the source");
  }

  @Test
  void noSpecialFileIsMade() throws IOException, InterruptedException {
    new ProcessBuilder("mkfifo", source.resolve("fifo").toString()).start().waitFor();
    for (String options : List.of("-a", "-a --protocol=29", "-a --super")) {
      Result result = volume.push(options, "db/", Change.OVERWRITE);
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
    volume.push("-a", "db/" + name);
    String made = name.replace("\\", "").replace("/", "");
    assertThat(db.resolve(made).resolve("sub/deep/added")).hasContent("deep");
  }

  @Test
  void aListOfNamesStaysWithTheClient() throws IOException, InterruptedException {
    Path list = Files.writeString(temporary.resolve("list"), "added\nsub/deep/added\n");
    volume.push("-a --files-from=" + list, "db/listed/");
    assertThat(db.resolve("listed/sub/deep/added")).hasContent("deep");
    assertThat(db.resolve("listed/newer")).doesNotExist();
  }

  @Test
  void mungedLinksLeadNowhereAndComeBackAsTheyWere() throws IOException, InterruptedException {
    CommandPolicy munging =
        new CommandPolicy(PolicyLimits.of(PolicyLimits.Confinement.PROVEN).munged());
    Files.createSymbolicLink(source.resolve("absolute"), Path.of("/etc/passwd"));
    volume.rsync.push(volume.arguments("-a", "db/"), PushedVolume.grants(), munging);
    assertThat(Files.readSymbolicLink(db.resolve("absolute")).toString())
        .isEqualTo("/rsyncd-munged//etc/passwd");
    Result pull = volume.rsync.pull(List.of("-a", "h:db/"), PushedVolume.grants(), munging);
    assertThat(pull.tree()).containsEntry("absolute", "-> /etc/passwd");
    Result all = volume.rsync.pull(List.of("-a", "h:"), PushedVolume.grants(), munging);
    assertThat(all.tree()).containsEntry("db/absolute", "-> /etc/passwd");
  }
}
