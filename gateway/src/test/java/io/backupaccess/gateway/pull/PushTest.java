package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was pulled is pushed back, where that is allowed, and nowhere else. */
class PushTest extends Pushing {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-aH",
        "-aHAX --numeric-ids --sparse",
        "-aHz --delete --delay-updates --fsync",
        "-aH --inplace --protocol=29",
        "-aH --secluded-args --partial-dir=.partial --preallocate",
        "-aHR --delete-after",
      })
  void everythingComesBackAsItWas(String options) throws IOException {
    Trees.fill(backup);
    // A FIFO is not made anew: it holds nothing, and a hostile one could make the application hang.
    Files.delete(backup.resolve("pipe"));
    // With -R, what follows the /./ is what is sent.
    Outcome pushed = push(options, backup.resolve("."), "/restored/");

    assertThat(pushed).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(backup, restored);
  }

  @Test
  void aSecondPushChangesOnlyWhatDiffers() throws IOException {
    Trees.fill(backup);
    Files.delete(backup.resolve("pipe"));
    push("-aH", backup, "/restored/");
    Files.writeString(restored.resolve("deep/er/folder/one"), "damaged");
    Files.writeString(restored.resolve("later"), "made by the application");

    Outcome pushed = push("-aHi --delete", backup, "/restored/");

    assertThat(pushed.exit()).isZero();
    assertThat(pushed.out().lines())
        .anyMatch(line -> line.matches("\\*deleting +later"))
        .noneMatch(line -> line.contains("large"));
    Trees.assertSame(backup, restored);
  }

  @Test
  void whatWasThereStaysWhereOverwritingIsNotAllowed() throws IOException {
    Files.writeString(careful.resolve("kept"), "the application's");
    Files.writeString(backup.resolve("kept"), "from the backup");
    Files.writeString(backup.resolve("missing"), "from the backup");

    assertThat(push("-aI", backup, "/careful/").exit()).isZero();

    assertThat(careful.resolve("kept")).hasContent("the application's");
    assertThat(careful.resolve("missing")).hasContent("from the backup");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--delete", "--delete-after", "--delete-excluded", "--force"})
  void deletingIsRefusedWhereItIsNotAllowed(String option) throws IOException {
    Files.writeString(careful.resolve("kept"), "x");

    Outcome refused = push("-a " + option, backup, "/careful/");

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("has been disabled on this server.");
    assertThat(careful.resolve("kept")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--inplace", "--append", "-b", "--backup-dir=old", "--partial-dir=p"})
  void waysToChangeWhatIsThereAreRefusedWhereOverwritingIsNotAllowed(String option) {
    Outcome refused = push("-ab " + option, backup, "/careful/");

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("has been disabled on this server.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/readable/", "/", "/no-such/", "/readable/../restored/", ""})
  void nothingIsWrittenWhereNoVolumeMayBe(String destination) throws IOException {
    Files.writeString(backup.resolve("file"), "x");

    Outcome refused = push("-a", backup, destination);

    assertThat(refused.exit()).isNotZero();
    for (Path volume : List.of(restored, careful, dropbox, readable)) {
      assertThat(volume).isEmptyDirectory();
    }
  }

  @Test
  void anUnchangedFileIsLinkedToAnEarlierCopyInTheVolume() throws IOException {
    Files.writeString(backup.resolve("file"), "x");
    push("-a", backup, "/restored/monday/");

    assertThat(push("-a --link-dest=/restored/monday", backup, "/restored/tuesday/").exit())
        .isZero();
    assertThat(push("-a --link-dest=../../monday", backup, "/restored/wednesday/").exit())
        .isNotZero();

    assertThat(Files.getAttribute(restored.resolve("tuesday/file"), "unix:ino"))
        .isEqualTo(Files.getAttribute(restored.resolve("monday/file"), "unix:ino"));
  }

  @Test
  void noDevicesAndPipesAreMade() {
    Processes.bash(backup, "mkfifo pipe; mknod null c 1 3; echo x > file");

    assertThat(push("-aD", backup, "/restored/").exit()).isZero();

    assertThat(restored.toFile().list()).containsExactly("file");
  }

  /** As root, too: a receiver has no capabilities. */
  @ParameterizedTest
  @ValueSource(strings = {"-a", "-a --super", "-a --numeric-ids --chown=12345:12345"})
  void whatIsWrittenBelongsToTheGatewaysUserWithItsOwnModeAndTime(String options)
      throws IOException {
    // Only root can give it away here; whoever else runs this pushes a file of their own.
    Processes.bash(
        backup, "echo x > file; chmod 0640 file; touch -d 2001-02-03 file; chown 12345:12345 file");

    assertThat(push(options, backup.resolve("."), "/restored/new/"))
        .isEqualTo(new Outcome(0, "", ""));

    Path written = restored.resolve("new/file");
    assertThat(Files.getOwner(written)).isEqualTo(Files.getOwner(restored));
    assertThat(Files.getAttribute(written, "unix:mode"))
        .isEqualTo(Files.getAttribute(backup.resolve("file"), "unix:mode"));
    assertThat(Files.getLastModifiedTime(written))
        .isEqualTo(Files.getLastModifiedTime(backup.resolve("file")));
  }
}
