package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.IncomingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder in which pushes write that may not read or replace: who sees it, and when it goes. */
class IncomingFolderTest extends Pushing {
  private Path copy;

  @BeforeEach
  void leaveSomething() throws IOException {
    copy = Files.createDirectory(folder.resolve("copy"));
    for (Path volume : List.of(restored, careful)) {
      for (Path place : List.of(volume, volume.resolve("sub"))) {
        Files.createDirectories(place.resolve(IncomingFolder.NAME + "/of-a-push"));
        Files.writeString(place.resolve(IncomingFolder.NAME + "/of-a-push/part"), "part");
        Files.writeString(place.resolve("file"), "file");
      }
    }
  }

  @ParameterizedTest(name = "row 38: {0}")
  @ValueSource(
      strings = {"/careful/", "/careful/sub", "/careful/.[a-z]* :/careful/", "/careful/./", "/"})
  void noPullContainsIt(String paths) {
    Outcome pulled =
        Processes.run(
            client.rsyncCommand(
                Stream.concat(
                        Stream.of("-aR"),
                        Stream.of((host() + ":" + paths + " " + copy + "/").split(" ")))
                    .toArray(String[]::new)));

    assertThat(copy.toFile().list()).as(pulled.err()).isNotEmpty();
    assertThat(Processes.bash(copy, "find . -name '.backup-access*'"))
        .isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void noListOfNamesContainsIt() throws IOException {
    Path names =
        Files.writeString(
            folder.resolve("names"),
            "file\n.backup-access-incoming/of-a-push/part\nsub/.backup-access-incoming\n");

    client.rsync("-ar", "--files-from=" + names, host() + ":/careful/", copy + "/");

    assertThat(Processes.bash(copy, "find . -type f").out()).isEqualTo("./file\n");
  }

  @ParameterizedTest(name = "row 38: {0}")
  @ValueSource(
      strings = {
        "/careful/.backup-access-incoming/",
        "/careful/sub/.backup-access-incoming/of-a-push/part",
        "/careful/sub/.backup-access-incoming",
      })
  void noPathNamesIt(String path) {
    String message = ".backup-access-incoming is this server's own folder.";
    assertThat(client.pull(path, copy).err()).startsWith(message);
    assertThat(push("-a", copy, path).err()).startsWith(message);
    assertThat(push("-a --link-dest=" + path, copy, "/careful/").err()).startsWith(message);
    assertThat(copy).isEmptyDirectory();
  }

  @Test
  void noSessionOfSftpSeesIt() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("script"),
            "ls -la /careful\n-ls /careful/.backup-access-incoming\n"
                + "-get /careful/sub/.backup-access-incoming/of-a-push/part "
                + copy
                + "/part\n");
    List<String> command = new java.util.ArrayList<>(List.of("sftp", "-b", script.toString()));
    command.addAll(client.options("-P"));
    command.add(host());

    Outcome session = Processes.run(command);

    assertThat(session.out().lines().filter(line -> !line.startsWith("sftp>")))
        .anyMatch(line -> line.endsWith(" file"))
        .noneMatch(line -> line.contains("backup-access"));
    assertThat(session.err()).contains("not found");
    assertThat(copy).isEmptyDirectory();
  }

  /** It may be that of a push that runs. */
  @ParameterizedTest
  @ValueSource(strings = {"-a --delete", "-a --delete-excluded", "-a --delete-after --force"})
  void noPushDeletesIt(String options) {
    assertThat(push(options, copy, "/restored/").exit()).isZero();

    assertThat(restored.toFile().list())
        .containsExactlyInAnyOrder(".backup-access-incoming", "sub");
    assertThat(restored.resolve(IncomingFolder.NAME + "/of-a-push/part")).exists();
  }

  private Process pushOfALargeFile(String kibPerSecond, Path source) {
    Processes.bash(source, "head -c 2000000 /dev/urandom > large");
    Process push =
        Processes.start(
            client.rsyncCommand(
                "-a", "--bwlimit=" + kibPerSecond, source + "/", host() + ":/dropbox/"));
    awaitThat("it receives", () -> !files(dropbox).isEmpty());
    return push;
  }

  @Test
  void nothingIsLeftOfAPushWhoseReceiversAreKilled() {
    Process push = pushOfALargeFile("50", backup);
    receivers().forEach(ProcessHandle::destroyForcibly);
    Processes.await(push);

    awaitThat("it is empty", () -> Stream.of(dropbox.toFile().list()).findAny().isEmpty());
  }

  @Test
  void whatIsLeftOfAPushThatIsKilledAsAWholeGoesWithTheNext() throws IOException {
    Process push = pushOfALargeFile("50", backup);
    List<ProcessHandle> receivers = receivers();
    receivers.stream()
        .flatMap(receiver -> receiver.parent().stream())
        .filter(parent -> parent.pid() != ProcessHandle.current().pid())
        .forEach(ProcessHandle::destroyForcibly);
    receivers.forEach(ProcessHandle::destroyForcibly);
    Processes.await(push);
    assertThat(files(dropbox)).hasSize(1);

    Files.writeString(Files.createDirectory(folder.resolve("small")).resolve("file"), "x");
    assertThat(push("-a", folder.resolve("small"), "/dropbox/new/"))
        .isEqualTo(new Outcome(0, "", ""));

    assertThat(files(dropbox)).containsExactly(dropbox.resolve("new/file"));
    assertThat(dropbox.toFile().list()).containsExactly("new");
  }

  @Test
  void aPushThatRunsIsLeftAloneByOthers() throws IOException {
    Process slow = pushOfALargeFile("400", backup);
    Path small = Files.createDirectory(folder.resolve("small"));
    Files.writeString(small.resolve("file"), "x");
    for (int i = 0; i < 3; i++) {
      assertThat(push("-aI", small, "/dropbox/")).isEqualTo(new Outcome(0, "", ""));
    }

    assertThat(Processes.await(slow)).isEqualTo(new Outcome(0, "", ""));

    assertThat(dropbox.resolve("large")).hasSameBinaryContentAs(backup.resolve("large"));
    assertThat(dropbox.toFile().list()).containsExactlyInAnyOrder("file", "large");
  }
}
