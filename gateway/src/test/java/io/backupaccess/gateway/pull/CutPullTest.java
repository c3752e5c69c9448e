package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The real rsync, whose words to the gateway end after so many bytes. */
class CutPullTest {
  @TempDir static Path folder;

  private static TestGateway gateway;
  private static Client client;
  private static Path shell;

  private final Logger logger =
      (Logger) LoggerFactory.getLogger("io.backupaccess.gateway.transfers");

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    Path db = gateway.volume("db");
    Files.createDirectories(db.resolve("sub"));
    Files.writeString(db.resolve("one"), "one");
    Files.writeString(db.resolve("sub/two"), "two");
    Path media = gateway.volume("media");
    Files.writeString(media.resolve("film"), "moving pictures");
    Files.createSymbolicLink(media.resolve("leak"), Files.writeString(folder.resolve("out"), "x"));
    gateway.grant("backup", "db", "media").start();
    client = gateway.client("backup");
    // What is left is read, so that it is known whether anything was cut off.
    String script =
        """
        #!/bin/bash
        exec %s "$@" < <(
          {
            dd bs=1 count="$CUT_AFTER" status=none
            if [ "$(head -c 1 | wc -c)" != 0 ]; then touch "$SAID.cut"; fi
            touch "$SAID.end"
          } 2>/dev/null | tee "$SAID"
        )
        """
            .formatted(String.join(" ", client.transport()));
    shell = Files.writeString(folder.resolve("shell"), script);
    Files.setPosixFilePermissions(shell, PosixFilePermissions.fromString("rwx------"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** How one went. */
  private record Pull(boolean cut, String exitCode, String completed, int said) {}

  private Pull pull(String options, String volume, int bytes) throws IOException {
    ListAppender<ILoggingEvent> events = new ListAppender<>();
    events.start();
    logger.addAppender(events);
    Path copy = Files.createTempDirectory(folder, "copy");
    Path said = copy.resolveSibling(copy.getFileName() + ".said");
    Processes.bash(
        folder,
        "CUT_AFTER=%d SAID=%s rsync -e %s %s %s:%s/ %s/"
            .formatted(bytes, said, shell, options, host(), volume, copy));
    awaitThat("it is noted", () -> !events.list.isEmpty());
    awaitThat("all is said", () -> Files.exists(Path.of(said + ".end")));
    logger.detachAppender(events);
    Map<String, String> noted =
        events.list.getFirst().getKeyValuePairs().stream()
            .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    return new Pull(
        Files.exists(Path.of(said + ".cut")),
        noted.get("exitCode"),
        noted.get("completed"),
        (int) Files.size(said));
  }

  @ParameterizedTest
  @CsvSource({
    "-a,                db,    0",
    "-aL,               media, 23",
    "-a --protocol=29,  db,    0"
  })
  void whereTheClientDidNotSayItsLastWordThePullIsNotComplete(
      String options, String volume, String exitCode) throws IOException {
    Pull whole = pull(options, volume, Integer.MAX_VALUE);
    assertThat(whole).isEqualTo(new Pull(false, exitCode, "true", whole.said()));

    // Frames differ by a few bytes from one time to the next.
    int[] cuts =
        IntStream.concat(
                IntStream.iterate(0, n -> n < whole.said() - 8, n -> n + 40),
                IntStream.range(whole.said() - 8, whole.said() + 3))
            .filter(n -> n >= 0)
            .toArray();
    int cutOff = 0;
    for (int bytes : cuts) {
      Pull pull = pull(options, volume, bytes);
      assertThat(pull.completed())
          .as("%d: %s", bytes, pull)
          .isEqualTo(pull.cut() ? "false" : "true");
      cutOff += pull.cut() ? 1 : 0;
    }
    long surelyCutOff = IntStream.of(cuts).filter(n -> n < whole.said() / 2).count();
    assertThat(cutOff).isGreaterThanOrEqualTo((int) surelyCutOff).isPositive();
  }
}
