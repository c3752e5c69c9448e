package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row 45: a copy of the root keeps what is at its top, whatever the client deletes by. Volumes are
 * sent one by one there, never as the contents of a folder.
 */
class TopOfACopyTest {
  @TempDir static Path folder;
  private static TestGateway gateway;
  private static Client client;
  private Path copy;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    for (String volume : List.of("db", "media")) {
      Path mount = gateway.volume(volume);
      Files.writeString(Files.createDirectories(mount.resolve("sub")).resolve("file"), volume);
    }
    client = gateway.grant("backup", "db", "media").start().client("backup");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void copyAsItWasBefore(@TempDir Path fresh) throws IOException {
    copy = fresh;
    for (String volume : List.of("db", "media", "withdrawn")) {
      Files.createDirectories(copy.resolve(volume).resolve("old"));
      Files.writeString(copy.resolve(volume).resolve("old/file"), "old");
    }
    Files.writeString(copy.resolve("notes"), "notes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-a --delete",
        "-a --del",
        "-a --delete-before",
        "-a --delete-during",
        "-a --delete-delay",
        "-a --delete-after",
        "-a --delete-excluded --exclude=*.tmp",
        "-a --delete --force --ignore-errors",
        "-a --delete --no-i-r",
        "-a --delete-missing-args",
        "-a --delete --delete-missing-args",
        "-a --delete --protocol=29",
        "-a --delete -m",
        "-aR --delete",
        "-aL --delete",
        "-ak --delete",
        "-d --delete",
        "-dl --delete-before",
        "-ad --no-r --delete",
        "-aC --delete"
      })
  void nothingAtTheTopIsDeleted(String options) {
    for (String source : List.of("", "/", ".", "./", "/.", "/./", "*", "/*")) {
      List<String> command = new ArrayList<>(List.of(options.split(" ")));
      command.add(host() + ":" + source);
      command.add(copy + "/");
      client.rsync(command.toArray(String[]::new));
      assertThat(copy.resolve("notes")).as(source).hasContent("notes");
      assertThat(copy.resolve("withdrawn/old/file")).as(source).hasContent("old");
      assertThat(copy.resolve("media")).as(source).isDirectory();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a --delete", "-a --delete-after", "-a --delete --no-i-r"})
  void insideAVolumeWhatItLacksIsDeleted(String options) {
    List<String> command = new ArrayList<>(List.of(options.split(" ")));
    command.addAll(List.of(host() + ":/", copy + "/"));
    assertThat(client.rsync(command.toArray(String[]::new))).isEqualTo(new Outcome(0, "", ""));
    assertThat(copy.resolve("db/old")).doesNotExist();
    assertThat(copy.resolve("db/sub/file")).hasContent("db");
  }

  /** A list of names, too, has a volume for its base. */
  @ParameterizedTest
  @ValueSource(strings = {"", "/", "*"})
  void aListOfTheRootIsRefused(String source) throws IOException {
    Path list = Files.writeString(folder.resolve("list"), "db/sub/file\n");
    Outcome refused =
        client.rsync(
            "-a", "--delete", "-r", "--files-from=" + list, host() + ":" + source, copy + "/");
    assertThat(refused.exit()).isNotZero();
    assertThat(copy.resolve("withdrawn/old/file")).hasContent("old");
    assertThat(copy.resolve("db/old/file")).hasContent("old");
  }

  /** As the manual recommends: a folder for each volume. */
  @ParameterizedTest
  @ValueSource(strings = {"db", "media"})
  void aVolumeOfItsOwnIsMirrored(String volume) {
    assertThat(client.rsync("-a", "--delete", host() + ":/" + volume + "/", copy + "/" + volume))
        .isEqualTo(new Outcome(0, "", ""));
    assertThat(copy.resolve(volume + "/old")).doesNotExist();
    assertThat(copy.resolve("withdrawn/old/file")).hasContent("old");
  }
}
