package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.IncomingFolder;
import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.gatewayconfig.VolumeConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients of their own, and links, do to the folders of other pushes. Those that a filter of
 * rsync's is there against are made on a plain rsync with that filter too, where they succeed.
 */
class IncomingAttackTest {
  /** A rule that clears all rules before it. */
  private static final String CLEAR = "!";

  private static final String HIDDEN = "--filter=H " + IncomingFolder.NAME + "/***";
  private static final String PROTECTED = "--filter=P " + IncomingFolder.NAME + "/***";

  @TempDir Path folder;

  private TestGateway gateway;
  private Client client;

  /** May be read and changed in every way, so that its pushes have no folder of their own. */
  private Path open;

  /** Write-only, with both permissions. */
  private Path inbox;

  private Path source;

  @BeforeEach
  void start() throws IOException {
    gateway = new TestGateway(folder);
    open = volume("open", Mode.READ_WRITE);
    inbox = volume("inbox", Mode.WRITE_ONLY);
    source = Files.createDirectory(folder.resolve("source"));
    client = gateway.grant("backup", "open", "inbox").start().client("backup");
  }

  private Path volume(String name, Mode mode) throws IOException {
    Path mount = gateway.volume(name);
    gateway.with(new VolumeConfig(name, mount.toString(), null, mode, true, true));
    return withAPush(mount);
  }

  /** A push that runs, but for its lock: its name is none that the next push would clear away. */
  private static Path withAPush(Path volume) throws IOException {
    Path other = Files.createDirectories(volume.resolve(IncomingFolder.NAME + "/another-push"));
    Files.writeString(other.resolve("part"), "part");
    Files.writeString(volume.resolve("file"), "file");
    Files.createSymbolicLink(volume.resolve("all"), Path.of(IncomingFolder.NAME));
    Files.createSymbolicLink(volume.resolve("one"), Path.of(IncomingFolder.NAME + "/another-push"));
    return volume;
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static void assertUntouched(Path volume) {
    assertThat(volume.resolve(IncomingFolder.NAME + "/another-push").toFile().list())
        .containsExactly("part");
    assertThat(volume.resolve(IncomingFolder.NAME).toFile().list()).containsExactly("another-push");
  }

  private List<String> sender(String paths) {
    String command = "rsync --server --sender -logDtpr " + RawSender.OPTIONS + " . " + paths;
    return client.sshCommand("-T", host(), command);
  }

  private List<String> receiver(String options, String path) {
    String command = "rsync --server -rt " + RawSender.OPTIONS + " " + options + " . " + path;
    return client.sshCommand("-T", host(), command);
  }

  private static List<String> plain(String... command) {
    return Stream.of(
            List.of("rsync", "--server"), List.of(command), List.of(RawSender.OPTIONS, "--", "."))
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> with(List<String> command, Path path) {
    return Stream.concat(command.stream(), Stream.of(path + "/")).toList();
  }

  @Test
  void pullThatClearsItsFiltersListsNothingOfIt() throws IOException {
    Files.delete(open.resolve("all")); // their targets are part of the list
    Files.delete(open.resolve("one"));

    assertThat(RawReceiver.list(sender("/open/"), CLEAR))
        .contains("file")
        .doesNotContain("ackup-access-incoming")
        .doesNotContain("/part");
  }

  @Test
  void plainRsyncListsWhatAFilterHidAfterItIsCleared() {
    List<String> sender = with(plain("--sender", "-logDtpr", HIDDEN), open);

    assertThat(RawReceiver.list(sender)).contains("file").doesNotContain("/part");
    assertThat(RawReceiver.list(sender, CLEAR)).contains("/part");
  }

  @ParameterizedTest(name = "row 65: {0} {1}")
  @CsvSource({
    "-r, /open/",
    "-rL, /open/",
    "-rk, /open/",
    "-rLR, /open/./all/another-push",
    "-r, /open/all/",
    "-rL, /open/all",
    "-r, /open/one/",
    "-r, /open/one/part",
    "-rR, /open/one/part",
    "-rL, /open/o*/*",
    "-rL, /open/*/*/*",
    "-rL, /",
  })
  void linkThatLeadsThereLeadsNowhere(String options, String paths) throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));

    client.rsync(options, host() + ":" + paths, copy + "/");

    assertThat(Processes.bash(copy, "find . -name part -o -name another-push").out()).isEmpty();
  }

  @ParameterizedTest(name = "row 65: {0}")
  @ValueSource(strings = {"one/part", "all/another-push/part", "./one/../one/part"})
  void listOfNamesLeadsNowhereThroughALink(String name) throws IOException {
    Path names = Files.writeString(folder.resolve("names"), "file\n" + name + "\n");
    Path copy = Files.createDirectory(folder.resolve("copy"));

    Outcome pulled = client.rsync("-a", "--files-from=" + names, host() + ":/open/", copy + "/");

    assertThat(pulled.exit()).as(pulled.err()).isEqualTo(23);
    assertThat(copy.resolve("file")).exists();
    assertThat(Processes.bash(copy, "find . -name part").out()).isEmpty();
  }

  /** As a file of rules, whose lines rsync would repeat where they are none. */
  @ParameterizedTest(name = "row 65: {0}")
  @ValueSource(strings = {"one/part", "all/another-push/part", "/one/part"})
  void fileOfRulesIsNotFoundThroughALink(String name) {
    assertThat(RawReceiver.list(sender("/open/"), ". " + name))
        .contains("failed to open")
        .doesNotContain("Unknown filter rule");
  }

  /** The pipes between rsync and the gateway: it would wait for itself. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void descriptorOfRsyncsOwnIsNoFileOfRules(int number) {
    assertThat(RawReceiver.list(sender("/open/"), ". /proc/self/fd/" + number))
        .contains("failed to open");
  }

  @ParameterizedTest(name = "row 66: {0}")
  @ValueSource(strings = {"open", "inbox"})
  void pushThatClearsItsFiltersDeletesNothingOfIt(String volume) {
    String said =
        RawSender.deletingEverything(CLEAR).answer(receiver("--delete", "/" + volume + "/"));

    Path mount = volume.equals("open") ? open : inbox;
    assertThat(mount.resolve("file")).as(said).doesNotExist();
    assertUntouched(mount);
  }

  @Test
  void plainRsyncDeletesWhatAFilterProtectedAfterItIsCleared() {
    List<String> receiver = with(plain("-rt", "--delete", PROTECTED), open);

    RawSender.deletingEverything().answer(receiver);
    assertUntouched(open);
    RawSender.deletingEverything(CLEAR).answer(receiver);
    assertThat(open.resolve(IncomingFolder.NAME)).doesNotExist();
  }

  @ParameterizedTest(name = "row 66: {0}")
  @ValueSource(
      strings = {"/open/all/", "/open/all/new", "/open/one/", "/open/one/new/", "/inbox/all"})
  void destinationThatIsALinkThereIsRefused(String destination) throws IOException {
    Files.writeString(source.resolve("new"), "new");

    for (String options : List.of("-a", "-a --delete", "-aK")) {
      Outcome pushed = push(options, destination);
      assertThat(pushed.exit()).isNotZero();
      assertThat(pushed.err()).startsWith(".backup-access-incoming is this server's own folder.");
    }
    assertUntouched(open);
    assertUntouched(inbox);
  }

  /** With -K a folder of the client's goes to where a link of its name leads. */
  @ParameterizedTest(name = "row 66: -rK {0} to {1}")
  @CsvSource({"all, open", "all, inbox", "one, open", "one, inbox"})
  void folderThatIsALinkThereTakesNothing(String link, String volume) throws IOException {
    Files.writeString(Files.createDirectory(source.resolve(link)).resolve("new"), "new");

    push("-rtK --delete --force", "/" + volume + "/");

    assertUntouched(open);
    assertUntouched(inbox);
  }

  private Outcome push(String options, String destination) {
    return Processes.run(
        client.rsyncCommand(
            Stream.concat(
                    Stream.of(options.split(" ")),
                    Stream.of(source + "/", host() + ":" + destination))
                .toArray(String[]::new)));
  }

  @ParameterizedTest(name = "row 67: {0}")
  @ValueSource(
      strings = {
        "echo x > .backup-access-incoming",
        "ln -s elsewhere .backup-access-incoming",
        "mkdir .backup-access-incoming",
        "mkdir -p .backup-access-incoming/another-push && echo x > .backup-access-incoming/another-push/part",
        "mkdir .backup-access-incoming && chmod 0 .backup-access-incoming",
      })
  void entryOfTheNameIsNotPushed(String making) throws IOException {
    Processes.bash(source, making + "; echo new > new");
    for (String volume : List.of("open", "inbox")) {
      for (String destination : List.of("", "new-folder/")) {
        Outcome pushed = push("-a --force", "/" + volume + "/" + destination);
        assertThat(pushed.exit()).as(pushed.err()).isEqualTo(23);
        assertThat(pushed.err()).contains(".backup-access-incoming").contains("not permitted");
      }
    }
    assertUntouched(open);
    assertUntouched(inbox);
    assertThat(open.resolve("new")).hasContent("new");
    assertThat(inbox.resolve("new-folder").toFile().list()).containsExactly("new");
    assertThat(open.resolve("new-folder").toFile().list()).containsExactly("new");
  }

  /** What would be set aside for another name, or for later, is not moved there either. */
  @ParameterizedTest(name = "row 67: {0}")
  @ValueSource(strings = {"-ab", "-a --delay-updates", "-a --inplace", "-aH", "-a --fake-super"})
  void noWayOfStoringMakesAnEntryOfTheName(String options) throws IOException {
    Files.writeString(source.resolve(IncomingFolder.NAME), "x");
    Files.createLink(source.resolve("same"), source.resolve(IncomingFolder.NAME));

    push(options + " --force", "/open/new-folder/");

    assertThat(open.resolve("new-folder/" + IncomingFolder.NAME)).doesNotExist();
    assertUntouched(open);
  }
}
