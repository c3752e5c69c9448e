package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No push changes or reads anything but its own volume, whatever the volume and the push hold. */
class PushAttackTest extends Pushing {
  private static final String NAME = "pushed-by-a-test";

  /**
   * Among them other volumes of the same key, and what the gateway needs itself. No folder of the
   * machine is among them: what the kernel leaves to rsync, attributes, a push may change there.
   */
  @ParameterizedTest
  @ValueSource(strings = {"outside", "mounts/readable", "mounts/careful", "run"})
  void aLinkInTheVolumeLeadsNoPushOut(String place) throws IOException {
    Path outside = Files.createDirectories(folder.resolve(place));
    Files.createDirectories(backup.resolve("out"));
    Files.writeString(backup.resolve("out").resolve(NAME), "x");
    Files.writeString(backup.resolve(NAME), "x");

    for (String options : List.of("-a", "-rK", "-aK --inplace", "-rK --no-implied-dirs")) {
      for (String destination : List.of("/restored/", "/restored/out/", "/restored/out")) {
        Processes.bash(restored, "rm -rf out; ln -s " + outside + " out");
        push(options, backup, destination);
        assertThat(outside.resolve(NAME)).as(options + " to " + destination).doesNotExist();
      }
    }
  }

  /** Landlock does not rule on attributes, and rsync follows a link at its destination. */
  @ParameterizedTest
  @ValueSource(strings = {"out", "out/", "out/.", "out/below", "out/new/", "in/../out/", "./out/"})
  void aDestinationThatLeadsOutKeepsItsAttributesThere(String destination) throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.createDirectory(outside.resolve("below"));
    Files.createDirectory(restored.resolve("in"));
    Files.createSymbolicLink(restored.resolve("out"), outside);
    Processes.bash(outside, "chmod 0711 . below; touch -d 2001-02-03 below .");
    Processes.bash(backup, "chmod 0777 .; touch -d 2010-01-01 .; echo x > file");

    Outcome refused = push("-a --omit-link-times", backup, "/restored/" + destination);

    assertThat(refused.exit()).isNotZero();
    assertThat(Processes.bash(outside, "stat -c '%a %Y %n' . below; ls; ls below").out().lines())
        .containsExactly("711 981158400 .", "711 981158400 below", "below");
  }

  /** What is the same outside is neither told to be, nor left out of the volume. */
  @ParameterizedTest
  @ValueSource(strings = {"--compare-dest", "--copy-dest", "--link-dest"})
  void aBasisFolderThatLeadsOutIsNotLookedInto(String option) throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    for (Path same : List.of(outside, backup)) {
      Files.writeString(same.resolve(NAME), "the same");
      Files.setLastModifiedTime(same.resolve(NAME), FileTime.from(Instant.EPOCH));
    }
    Files.createSymbolicLink(restored.resolve("out"), outside);

    push("-a " + option + "=/restored/out", backup, "/restored/new/");

    assertThat(restored.resolve("new").resolve(NAME)).hasContent("the same");
  }

  /** It could never become whole: it may not be replaced. */
  @Test
  void noPartOfAFileStaysWhereNothingMayBeOverwritten() throws IOException {
    Processes.bash(backup, "head -c 8000000 /dev/urandom > large");
    Process push =
        Processes.start(
            client.rsyncCommand(
                "-a", "--partial", "--bwlimit=50", backup + "/", host() + ":/careful/"));
    Processes.awaitThat("the push has begun", () -> !files(careful).isEmpty());
    push.destroyForcibly();
    Processes.awaitThat("it has ended", () -> receivers().isEmpty());
    assertThat(careful.resolve("large")).doesNotExist();
  }

  @Test
  void aDestinationMayBeALinkThatStaysInside() throws IOException {
    Files.createDirectory(restored.resolve("folder"));
    Files.createSymbolicLink(restored.resolve("link"), Path.of("folder"));
    Files.writeString(backup.resolve("file"), "x");

    assertThat(push("-a", backup, "/restored/link/")).isEqualTo(new Outcome(0, "", ""));
    assertThat(push("-a", backup, "/restored/link/new/")).isEqualTo(new Outcome(0, "", ""));
    assertThat(push("-a --mkpath", backup, "/restored/a/b/c/")).isEqualTo(new Outcome(0, "", ""));
    assertThat(client.rsync("-a", backup.resolve("file") + "", host() + ":restored/link/renamed"))
        .isEqualTo(new Outcome(0, "", ""));

    for (String file : List.of("folder/file", "folder/new/file", "a/b/c/file", "folder/renamed")) {
      assertThat(restored.resolve(file)).hasContent("x");
    }
  }

  /** Landlock holds the receiver: its own checks are what the race is about. */
  @Test
  void aFolderThatTurnsIntoALinkMeanwhileLeadsNoPushOut() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createDirectories(backup.resolve("d"));
    for (int i = 0; i < 300; i++) {
      Files.writeString(backup.resolve("d/" + i), "x".repeat(200));
    }
    Files.createDirectory(restored.resolve("d"));
    Thread attacker = Thread.ofPlatform().start(() -> flip(restored, outside));
    try {
      for (int i = 0; i < 20; i++) {
        push("-aI --inplace", backup, "/restored/");
        push("-aI -K --delete", backup, "/restored/");
      }
    } finally {
      attacker.interrupt();
      attacker.join();
    }
    assertThat(outside).isEmptyDirectory();
  }

  private static void flip(Path volume, Path outside) {
    try {
      Files.createSymbolicLink(volume.resolve("link"), outside);
      while (!Thread.interrupted()) {
        Processes.bash(
            volume,
            "for i in $(seq 50); do mv -T d saved; mv -T link d; mv -T d link; mv -T saved d; done");
      }
    } catch (IOException | AssertionError e) {
      // Interrupted; the test looks at what was left outside.
    }
  }

  /** A link in the backup, and where it leads files like those that are pushed. */
  private Path plantedLink() throws IOException {
    FileTime time = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
    Path outside = Files.createDirectory(folder.resolve("outside"));
    for (String name : List.of("there", "new")) {
      // Of the same size and time as what is pushed: to rsync, the same file.
      Files.setLastModifiedTime(Files.writeString(outside.resolve(name), "secret"), time);
      Files.setLastModifiedTime(Files.writeString(backup.resolve(name), "public"), time);
    }
    Files.createSymbolicLink(backup.resolve("alt"), outside);
    return outside;
  }

  /** The link comes with the very push that then looks, or writes, through its name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--copy-dest=alt",
        "--copy-dest=/restored/alt",
        "--link-dest=alt",
        "--link-dest=/restored/alt",
        "--compare-dest=alt",
        "-b --backup-dir=alt",
        "-b --backup-dir=/restored/alt",
        "--partial-dir=alt",
        "--delay-updates --partial-dir=alt",
        "--temp-dir=alt",
        "-K --inplace --copy-dest=alt",
      })
  void aLinkThatIsPushedIsNoWayOut(String options) throws IOException {
    Path outside = plantedLink();
    for (int i = 0; i < 2; i++) {
      Files.writeString(restored.resolve("there"), "before");
      Files.deleteIfExists(restored.resolve("new"));
      push("-a " + options, backup, "/restored/");
    }

    assertThat(outside.toFile().list()).containsExactlyInAnyOrder("there", "new");
    for (String name : List.of("there", "new")) {
      assertThat(outside.resolve(name)).hasContent("secret");
      assertThat(Files.getAttribute(outside.resolve(name), "unix:nlink")).isEqualTo(1);
    }
    for (Path file : files(restored)) {
      assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
      assertThat(file).content().isIn("public", "before");
    }
  }

  /** What the test before would find if nothing held the receiver. */
  @Test
  void aPlainRsyncIsLedOutByIt() throws IOException {
    Path outside = plantedLink();
    String from = backup + "/";
    String to = careful + "/";

    Processes.run(List.of("rsync", "-a", from, to));
    Files.writeString(careful.resolve("there"), "before");
    Processes.run(List.of("rsync", "-ab", "--backup-dir=alt", from, to));
    Files.delete(careful.resolve("new"));
    Processes.run(List.of("rsync", "-a", "--copy-dest=alt", from, to));

    assertThat(careful.resolve("new")).hasContent("secret");
    assertThat(outside.resolve("there")).hasContent("before");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--backup-dir=/etc",
        "--link-dest=/etc",
        "--temp-dir=/tmp",
        "--partial-dir=/tmp",
        "--backup-dir=../../outside",
        "--compare-dest=../readable",
        "--copy-dest=/readable",
      })
  void foldersOutsideTheVolumeAreRefused(String option) throws IOException {
    Files.writeString(restored.resolve("file"), "old");
    Files.writeString(backup.resolve("file"), "new");

    Outcome refused = push("-ab " + option, backup, "/restored/");

    assertThat(refused.exit()).isNotZero();
    assertThat(restored.resolve("file")).hasContent("old");
  }
}
