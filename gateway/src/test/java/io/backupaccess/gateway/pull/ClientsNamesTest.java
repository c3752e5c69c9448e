package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.VolumeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client reads on standard error has its own names, and no path of this side. */
class ClientsNamesTest {
  @TempDir static Path folder;
  @TempDir Path copies;
  private static TestGateway gateway;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    Path db = gateway.volume("db");
    Files.createDirectories(db.resolve("sub"));
    Files.writeString(db.resolve("sub/file"), "content");
    Files.writeString(db.resolve("sub/bad-rules"), "nonsense\n");
    Files.createSymbolicLink(db.resolve("dangling"), Path.of("nowhere"));
    Files.writeString(gateway.volume("media").resolve("film"), "content");
    Files.writeString(gateway.volume("private").resolve("secret"), "content");
    gateway.with(
        new VolumeConfig(
            "inbox",
            gateway.volume("inbox").toString(),
            null,
            VolumeConfig.Mode.READ_WRITE,
            true,
            true));
    gateway.with(
        new KeyConfig(
            "rooted", List.of(gateway.publicKey("rooted")), List.of("db"), "db", null, null));
    client = gateway.grant("backup", "db", "media", "inbox").start().client("backup");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest(name = "rsync {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -a                        | db/missing           | link_stat "/db/missing" failed: No such file
          -a                        | db/sub/missing       | link_stat "/db/sub/missing" failed
          -a                        | db/absent/file       | change_dir "/db/absent" failed
          -a                        | db/mis*              | link_stat "/db/mis*" failed
          -a                        | private/secret       | change_dir "/private" failed: No such file
          -a                        | private              | link_stat "/private" failed: No such file
          -a                        | db/missing media     | link_stat "/db/missing" failed
          -a                        | db media private     | link_stat "/private" failed
          -aR                       | db/missing           | link_stat "/db/missing" failed
          -aL                       | db/                  | symlink has no referent: "/db/dangling"
          -a --files-from=LIST      | db/                  | link_stat "/db/not-there" failed
          -a --files-from=LIST      | private/             | change_dir "/private/" failed
          -a --files-from=:db/gone  | db/                  | failed to open files-from file ./gone
          -a --filter=:_bad-rules   | db/                  | <rule from /db/sub/bad-rules line 1>
          -a --protocol=29          | db/missing           | link_stat "/db/missing" failed
          """)
  void ofPulls(String options, String paths, String message) throws IOException {
    Path list = Files.writeString(copies.resolve("list"), "not-there\n");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(options.replace("LIST", list.toString()).split(" ")));
    List.of(paths.split(" ")).forEach(path -> command.add(host() + ":" + path));
    command.add(copies + "/copy/");
    assertShown(command, message);
  }

  @ParameterizedTest(name = "rsync {0} to {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -a                           | inbox/a/b/c/ | mkdir "/inbox/a/b/c" failed: No such file
          -a --link-dest=/inbox/gone   | inbox/new/   | --link-dest arg does not exist: /inbox/gone
          -a --link-dest=gone          | inbox/new/   | --link-dest arg does not exist: /inbox/new/gone
          -a --temp-dir=/inbox/gone    | inbox/new/   | temp-dir does not exist: /inbox/gone
          """)
  void ofPushes(String options, String destination, String message) throws IOException {
    Files.writeString(copies.resolve("file"), "content");
    List<String> command = new ArrayList<>(List.of(options.split(" ")));
    command.add(copies + "/");
    command.add(host() + ":" + destination);
    assertShown(command, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "/missing"})
  void ofAKeyWithARoot(String path) {
    assertShown(
        gateway.client("rooted").rsync("-a", host() + ":" + path, copies + "/copy/"),
        "link_stat \"/missing\" failed");
  }

  /** A client that learns of the end from rsync's protocol may not wait for standard error. */
  private static void assertShown(List<String> command, String message) {
    Outcome outcome = client.rsync(command.toArray(String[]::new));
    for (int i = 0; i < 20 && outcome.err().isEmpty(); i++) {
      outcome = client.rsync(command.toArray(String[]::new));
    }
    assertShown(outcome, message);
  }

  private static void assertShown(Outcome outcome, String message) {
    assertThat(outcome.err()).contains(message);
    assertThat(outcome.err().lines().filter(line -> !line.startsWith("rsync error")))
        .noneMatch(line -> line.contains(folder.toString()));
  }
}
