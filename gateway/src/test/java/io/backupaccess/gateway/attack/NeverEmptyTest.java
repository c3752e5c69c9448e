package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Client;
import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.TestGateway;
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

/** A volume that cannot be served is never absent or empty, whatever form a request has. */
class NeverEmptyTest {
  @TempDir static Path folder;
  @TempDir Path copies;

  private static TestGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    Files.writeString(gateway.volume("db").resolve("file"), "content");
    gateway.with(new VolumeConfig("gone", folder.resolve("mounts/gone").toString(), null));
    gateway.grant("backup", "db", "gone").start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest(name = "rsync {0} HOST:{1}")
  @CsvSource({
    "-a, ''",
    "-a, /",
    "-a, .",
    "-a, ./",
    "-a, //",
    "-a, gone",
    "-a, gone/",
    "-a, /gone/",
    "-a, gone/.",
    "-a, gone/inside",
    "-a, *",
    "-a, /*",
    "-a, g*",
    "-a, [g]one/",
    "-a, go??/inside",
    "-a, */inside",
    "-aR, /",
    "-aR, gone/",
    "-aR, ./gone/inside",
    "-a -s, /",
    "-a -s, gone/",
    "-a -s, g*",
    "-a --old-args, *",
    "-a --protocol=29, /",
    "-a --no-i-r, /",
    "-a --ignore-missing-args, gone/",
    "-a --delete-missing-args, gone/inside",
    "-a --files-from=LIST, gone/",
    "-a --files-from=LIST --delete-missing-args, gone/",
    "-dlt, /",
    "-r --list-only, /"
  })
  void anEarlierCopyStays(String options, String path) throws IOException {
    Path earlier = Files.createDirectories(copies.resolve("gone"));
    Files.writeString(earlier.resolve("inside"), "the only copy");
    Files.writeString(copies.resolve("inside"), "the only copy");
    Path list = Files.writeString(folder.resolve("list"), "inside\n");
    List<String> arguments =
        new ArrayList<>(List.of(options.replace("LIST", list.toString()).split(" ")));
    if (!options.contains("files-from") && !options.contains("list-only")) {
      arguments.add("--delete");
    }
    arguments.add(Client.host() + ":" + path);
    arguments.add(copies + "/");
    Outcome pulled = gateway.client("backup").rsync(arguments.toArray(String[]::new));
    assertThat(pulled.exit()).isNotZero();
    assertThat(pulled.err()).contains("volume gone is not available now");
    assertThat(earlier.resolve("inside")).hasContent("the only copy");
    assertThat(copies.resolve("inside")).hasContent("the only copy");
  }
}
