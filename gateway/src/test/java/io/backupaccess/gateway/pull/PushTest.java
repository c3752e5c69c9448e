package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.gatewayconfig.VolumeConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was pulled is pushed back, where that is allowed, and nowhere else. */
class PushTest {
  @TempDir Path folder;

  private TestGateway gateway;
  private Path restored;
  private Path careful;
  private Path dropbox;
  private Path readable;
  private Path backup;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    gateway = new TestGateway(folder);
    restored = volume("restored", Mode.READ_WRITE, true, true);
    careful = volume("careful", Mode.READ_WRITE, false, false);
    dropbox = volume("dropbox", Mode.WRITE_ONLY, false, true);
    readable = gateway.volume("readable");
    backup = Files.createDirectory(folder.resolve("copies"));
    gateway.grant("backup", "restored", "careful", "dropbox", "readable").start();
    client = gateway.client("backup");
  }

  private Path volume(String name, Mode mode, boolean delete, boolean overwrite) {
    Path mount = gateway.volume(name);
    gateway.with(new VolumeConfig(name, mount.toString(), null, mode, delete, overwrite));
    return mount;
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Outcome push(String options, Path source, String destination) {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.add(source + "/");
    arguments.add(host() + ":" + destination);
    return client.rsync(arguments.toArray(String[]::new));
  }

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

  @ParameterizedTest
  @ValueSource(strings = {"/dropbox/", "/dropbox", "/drop*/", "/dropbox/secret", "dropbox/*"})
  void nothingIsReadOfAVolumeThatIsOnlyWrittenTo(String path) throws IOException {
    Files.writeString(dropbox.resolve("secret"), "secret");

    Outcome refused = client.rsync("-a", host() + ":" + path, folder.resolve("copy") + "/");

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).doesNotContain("secret\n");
    assertThat(folder.resolve("copy"))
        .satisfiesAnyOf(
            copy -> assertThat(copy).doesNotExist(), copy -> assertThat(copy).isEmptyDirectory());
  }

  @Test
  void aVolumeThatIsOnlyWrittenToIsNotListed() {
    Outcome listing = client.rsync(host() + ":/");

    assertThat(listing.exit()).isZero();
    assertThat(listing.out()).contains("readable", "restored", "careful").doesNotContain("dropbox");
  }

  @Test
  void aLinkInTheVolumeLeadsNoPushOut() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createSymbolicLink(restored.resolve("out"), outside);
    Files.createDirectories(backup.resolve("out"));
    Files.writeString(backup.resolve("out/file"), "x");

    for (String options : List.of("-a", "-rK", "-aK --inplace", "-rK --no-implied-dirs")) {
      push(options, backup, "/restored/");
      push(options, backup, "/restored/out/");
      Processes.bash(restored, "rm -rf out; ln -s " + outside + " out");
    }

    assertThat(outside).isEmptyDirectory();
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

  @Test
  void aClientThatVanishesLeavesNoProcessAndNoTemporaryFile() throws IOException {
    Processes.bash(backup, "head -c 8000000 /dev/urandom > large");
    Process push = slowPush("-a", "/restored/");
    List<ProcessHandle> children = receivers();
    assertThat(children).hasSizeGreaterThanOrEqualTo(2);

    push.destroyForcibly();
    push.descendants().forEach(ProcessHandle::destroyForcibly);

    awaitThat("its processes are gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(files(restored)).isEmpty();
  }

  @Test
  void aPushEndsWhenWritingIsNoLongerAllowed() throws IOException {
    Processes.bash(backup, "head -c 8000000 /dev/urandom > large");
    Process push = slowPush("-a", "/restored/");
    List<ProcessHandle> children = receivers();

    gateway.with(new VolumeConfig("restored", restored.toString(), null)).configure();

    Outcome ended = Processes.await(push);
    assertThat(ended.exit()).isNotZero();
    assertThat(ended.err()).contains("access was withdrawn");
    awaitThat("its processes are gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(push("-a", backup, "/restored/").err())
        .contains("sending to read-only volume restored is not allowed.");
    assertThat(files(restored)).isEmpty();
  }

  @Test
  void aPullGoesOnWhenWritingIsAllowedMeanwhile() throws IOException {
    Processes.bash(readable, "head -c 4000000 /dev/urandom > large");
    Path copy = Files.createDirectory(folder.resolve("copy"));
    Process pull =
        Processes.start(
            client.rsyncCommand(
                "-a", "--inplace", "--bwlimit=1500", host() + ":readable/", copy + "/"));
    awaitThat("the pull has begun", () -> Processes.size(copy.resolve("large")) > 0);

    gateway
        .with(new VolumeConfig("readable", readable.toString(), null, Mode.READ_WRITE, null, null))
        .configure();
    awaitThat("writing is allowed", () -> push("-a", backup, "/readable/new/").exit() == 0);

    assertThat(Processes.await(pull)).isEqualTo(new Outcome(0, "", ""));
  }

  private Process slowPush(String options, String destination) {
    Process push =
        Processes.start(
            client.rsyncCommand(options, "--bwlimit=50", backup + "/", host() + ":" + destination));
    awaitThat("the push has begun", () -> !files(restored).isEmpty());
    return push;
  }

  /** The processes that receive: this JVM is the gateway. */
  private static List<ProcessHandle> receivers() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process.info().commandLine().filter(line -> line.contains("--server")).isPresent()
                    && process.info().command().filter(name -> name.endsWith("rsync")).isPresent())
        .toList();
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
