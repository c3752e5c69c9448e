package io.backupaccess.gateway.confine;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.confine.Programs.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel keeps from a receiver that may not read or replace what its volume holds. */
class WithheldTest {
  private static final Set<Withheld> BOTH = EnumSet.allOf(Withheld.class);

  @TempDir Path folder;
  private Path volume;
  private Path reserved;

  @BeforeEach
  void makeVolume() throws IOException {
    volume = Files.createDirectory(folder.resolve("volume"));
    Files.writeString(volume.resolve("file"), "secret");
    Files.createDirectory(volume.resolve("folder"));
    Files.writeString(volume.resolve("folder/file"), "secret");
    reserved = volume.resolve(".backup-access-incoming");
  }

  private Outcome receiver(Set<Withheld> withheld, String... arguments) {
    return Programs.run(command(withheld, arguments));
  }

  private List<String> command(Set<Withheld> withheld, String... arguments) {
    return Programs.keptActorCommand(
        volume,
        withheld,
        Stream.of(arguments)
            .map(
                word ->
                    word.equals("INCOMING") ? PercentEncoding.incoming("") : Programs.encoded(word))
            .toList());
  }

  @Test
  void writeOnlyVolumeIsNotReadByAnyWay() {
    Set<Withheld> reading = Set.of(Withheld.READING);
    assertThat(receiver(reading, "read", "file").text()).isEqualTo("EACCES\n");
    assertThat(receiver(reading, "receive", "INCOMING", "file").lines())
        .containsExactly(
            "make=done",
            "read it=done",
            "replace=done",
            "make again=done",
            "add=done",
            "read what was added=EACCES",
            "link in the volume=done",
            "take by link=EXDEV",
            "take by rename=EXDEV",
            "make a third=done",
            "take by exchange=EXDEV",
            "take a folder=EXDEV",
            "remove=done");
    assertThat(reserved).doesNotExist();
  }

  /** What is replaced as a whole needs no right to write to it. */
  @Test
  void writeOnlyVolumeIsNotWrittenToInPlaceEither() {
    assertThat(receiver(Set.of(Withheld.READING), "write", "file").lines())
        .containsExactly("append=EACCES", "create=EACCES", "truncate=EACCES", "update=EACCES");
    assertThat(volume.resolve("file")).hasContent("secret");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void volumeThatIsOnlyAddedToKeepsItsFiles(boolean readable) {
    Set<Withheld> withheld = readable ? Set.of(Withheld.REPLACING) : BOTH;
    assertThat(receiver(withheld, "receive", "INCOMING", "file").lines())
        .contains("make=done", "replace=EACCES", "add=done", "link in the volume=done")
        .contains("take by rename=EACCES", "take by exchange=EACCES", "take a folder=EACCES")
        .contains("remove=EACCES");
    assertThat(receiver(withheld, "write", "file").lines())
        .noneMatch(line -> line.endsWith("done"));
    assertThat(receiver(withheld, "change", "file", "made").lines())
        .contains("rename=EACCES", "truncate while reading=EACCES", "truncate by name=EPERM");
    assertThat(volume.resolve("file")).hasContent("secret");
    assertThat(receiver(withheld, "read", "file").text())
        .isEqualTo(readable ? "content: secret\n" : "EACCES\n");
  }

  /** Landlock's first version denies every move between folders, and names the parent none. */
  @Test
  void kernelThatCannotKeepItRefusesWriteOnlyInWords() {
    for (Set<Withheld> withheld : List.of(Set.of(Withheld.READING), BOTH)) {
      Outcome refused = Programs.run(onLandlock(1, command(withheld, "read", "file")));
      assertThat(refused.status()).isEqualTo(Launcher.EXIT_REFUSED);
      assertThat(refused.errors()).startsWith("the kernel of this server cannot keep a write-only");
      assertThat(refused.text()).isEmpty();
    }
    assertThat(Programs.run(onLandlock(2, command(BOTH, "read", "file"))).text())
        .isEqualTo("EACCES\n");
  }

  /** Then rsync's own options are what keeps files from being replaced. */
  @Test
  void kernelThatCannotKeepItLeavesAddingToRsync() {
    Outcome outcome =
        Programs.run(
            onLandlock(1, command(Set.of(Withheld.REPLACING), "change", "file", "INCOMING", "x")));
    assertThat(outcome.lines()).contains("rename=done");
    assertThat(reserved).doesNotExist();
  }

  static List<String> onLandlock(int version, List<String> command) {
    return Programs.concat(
        List.of(Programs.ACTOR.toString(), "with-landlock", String.valueOf(version)), command);
  }

  @Test
  void whatAKillLeftIsRemovedByTheNextPush() throws IOException {
    Path left = leftover("0123456789abcdef");
    Files.createDirectories(left.resolve("a client made this"));
    Files.createSymbolicLink(left.resolve("link"), volume.resolve("folder"));
    Files.createSymbolicLink(reserved.resolve("fedcba9876543210"), volume.resolve("folder"));

    assertThat(receiver(BOTH, "read", "file").text()).isEqualTo("EACCES\n");

    assertThat(left).doesNotExist();
    assertThat(volume.resolve("folder/file")).hasContent("secret");
  }

  @Test
  void onlyFoldersOfPushesAreRemoved() throws IOException {
    List<Path> kept =
        List.of(
            leftover("another name"), leftover("0123456789abcdeg"), leftover("0123456789abcdef0"));

    receiver(BOTH, "read", "file");

    assertThat(kept).allMatch(path -> Files.exists(path.resolve("part")));
  }

  /** As on a file system whose locks others may not see. */
  @Test
  void whereLocksTellNothingAFolderStaysThatSomethingChangedInLately() throws IOException {
    Path live = leftover("0123456789abcdef");
    FileTime longAgo = FileTime.from(Instant.now().minus(9, ChronoUnit.DAYS));
    // A client may set any time of modification.
    Files.setLastModifiedTime(live.resolve("part"), longAgo);
    Files.setLastModifiedTime(live, longAgo);

    Programs.run(
        Programs.concat(
            List.of(Programs.ACTOR.toString(), "without-kinds-of-file-systems"),
            command(BOTH, "read", "file")));

    assertThat(live.resolve("part")).exists();
    receiver(BOTH, "read", "file");
    assertThat(live).doesNotExist();
  }

  @Test
  void folderOfARunningPushStays() throws IOException {
    Process live =
        new ProcessBuilder(command(BOTH, "await-end-of-input")).redirectErrorStream(true).start();
    try (OutputStream _ = live.getOutputStream()) {
      assertThat(live.inputReader().readLine()).isEqualTo("ready");
      assertThat(reserved.toFile().list()).hasSize(1);
      receiver(BOTH, "read", "file");
      assertThat(reserved.toFile().list()).hasSize(1);
    }
    assertThat(live.onExit().join().exitValue()).isEqualTo(7);
    assertThat(reserved).doesNotExist();
  }

  @Test
  void volumeKeepsItsTimeWhereOnlyTheFolderCameAndWent() throws IOException {
    FileTime before = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
    Files.setLastModifiedTime(volume, before);

    receiver(BOTH, "read", "file");

    assertThat(Files.getLastModifiedTime(volume)).isEqualTo(before);
  }

  /** A client gives its own folder, or all pushes' folder, the permissions of one that it sends. */
  @Test
  void folderWithoutPermissionsIsUsedAndRemovedAllTheSame() throws IOException {
    Path left = leftover("0123456789abcdef");
    for (Path path : List.of(left, reserved)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    }

    assertThat(receiver(BOTH, "receive", "INCOMING", "file").lines()).contains("add=done");

    assertThat(Files.exists(reserved, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void linkInItsPlaceIsRemovedAndNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(reserved, elsewhere);

    assertThat(receiver(BOTH, "receive", "INCOMING", "file").lines()).contains("add=done");

    assertThat(elsewhere).isEmptyDirectory();
    assertThat(Files.exists(reserved, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void fileInItsPlaceIsRemoved() throws IOException {
    Files.writeString(reserved, "of a push");

    assertThat(receiver(BOTH, "receive", "INCOMING", "file").lines()).contains("add=done");

    assertThat(reserved).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"touch $1", "ln -s folder $1"})
  void whatAnotherUserPutInItsPlaceStaysAndTheMessageSaysSo(String making) {
    prepare(making + "; chown -h 65532 $1");

    Outcome refused = receiver(BOTH, "read", "file");

    assertThat(refused.status()).isEqualTo(Launcher.EXIT_REFUSED);
    assertThat(refused.errors())
        .startsWith("no folder for incoming files can be made")
        .contains(".backup-access-incoming there is a file of another user");
    assertThat(Files.exists(reserved, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  /** Gateways of several users may serve one claim. */
  @Test
  void folderThatAnotherUserMadeIsUsed() {
    prepare("mkdir -m 1777 $1; chown 65532 $1");

    assertThat(receiver(BOTH, "receive", "INCOMING", "file").lines()).contains("add=done");
  }

  @Test
  void folderThatAnotherUserClosedIsNamedInTheMessage() {
    prepare("mkdir -m 0700 $1; chown 65532 $1");

    Outcome refused = receiver(BOTH, "read", "file");

    assertThat(refused.status()).isEqualTo(Launcher.EXIT_REFUSED);
    assertThat(refused.errors())
        .startsWith("no folder for incoming files can be made")
        .contains(".backup-access-incoming there belongs to another user");
  }

  private void prepare(String script) {
    assertThat(
            Programs.run(
                List.of(
                    "sh", "-c", "cd \"$(dirname $1)\" && " + script, "sh", reserved.toString())))
        .isEqualTo(new Outcome(0, "", ""));
  }

  private Path leftover(String name) throws IOException {
    Path left = Files.createDirectories(reserved.resolve(name));
    Files.writeString(left.resolve("part"), "part");
    return left;
  }
}
