package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.RsyncOverPipe.Result;
import io.backupaccess.gateway.volume.Access.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real rsync leaves alone where it may not change everything. */
class RealRsyncLimitedPushTest {
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
    Map<Path, String> before = PushedVolume.files(db);
    Result result = volume.push(options.replace("=batch", "=" + temporary + "/batch"), "db/");
    assertThat(PushedVolume.files(db)).as(result.toString()).containsAllEntriesOf(before);
  }

  @Test
  void aFolderSentToAFilesPlaceChangesNeitherItsTimeNorItsPermissions()
      throws IOException, InterruptedException {
    // rsync takes write permission for itself where it is not root, and then takes it back.
    Files.setPosixFilePermissions(
        source.resolve("file-there"), PosixFilePermissions.fromString("r-xr-xr-x"));
    Map<Path, String> before = PushedVolume.files(db);
    for (String options : List.of("-a", "-a -M--no-super", "-rp -M--no-super", "-rt", "-aO")) {
      Result result = volume.push(options, "db/");
      assertThat(PushedVolume.files(db)).as(result.toString()).containsAllEntriesOf(before);
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
    Set<Path> before = PushedVolume.files(db).keySet();
    Result result = volume.push(options, "db/", Change.OVERWRITE);
    assertThat(before)
        .as(result.toString())
        .allMatch(name -> Files.exists(name, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void newFilesArriveWhereNothingMayBeOverwritten() throws IOException, InterruptedException {
    // A file is where the source has a folder, so that what is in it cannot be stored.
    assertThat(volume.push("-a", "db/").exitCode()).isEqualTo(23);
    assertThat(db.resolve("sub/deep/added")).hasContent("deep");
    assertThat(db.resolve("newer")).hasContent("of the volume");
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
    PushedVolume.write(outside, "out/x", "x");
    Files.createSymbolicLink(db.resolve("out"), outside);
    PushedVolume.write(source, "out/x", "x");
    Map<Path, String> before = PushedVolume.files(outside);
    Result result = volume.push(options, "db/", Change.OVERWRITE, Change.DELETE);
    assertThat(PushedVolume.files(outside)).as(result.toString()).isEqualTo(before);
  }
}
