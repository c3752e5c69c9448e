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
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What is noted of a pull by the real rsync. */
class PullRecordTest {
  @TempDir static Path folder;
  @TempDir Path copies;

  private static TestGateway gateway;
  private static Path db;
  private static Client client;

  private final Logger logger =
      (Logger) LoggerFactory.getLogger("io.backupaccess.gateway.transfers");
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Files.createDirectories(db.resolve("sub"));
    Files.writeString(db.resolve("one"), "one");
    Files.writeString(db.resolve("sub/two"), "two");
    Files.writeString(db.resolve("x\n[1] file\nfile"), "not three files");
    Path media = gateway.volume("media");
    Files.writeString(media.resolve("film"), "moving pictures");
    gateway.grant("backup", "db", "media").start();
    client = gateway.client("backup");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void listen() {
    events.start();
    logger.addAppender(events);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(events);
  }

  private Map<String, String> noted(Runnable pull) {
    pull.run();
    awaitThat("the pull is noted", () -> !events.list.isEmpty());
    return events.list.getFirst().getKeyValuePairs().stream()
        .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
  }

  private Map<String, String> notedOf(String... arguments) {
    return noted(() -> client.rsync(arguments));
  }

  @Test
  void aPullOfAVolumeIsComplete() {
    assertThat(notedOf("-a", host() + ":db/", copies + "/"))
        .containsEntry("files", "3")
        .containsEntry("unreadable", "0")
        .containsEntry("wholeVolumes", "db")
        .containsEntry("exitCode", "0")
        .containsEntry("completed", "true");
  }

  @Test
  void aPullThatFindsNothingNewSendsNoFiles() {
    client.rsync("-a", host() + ":db/", copies + "/");
    awaitThat("the first pull is noted", () -> !events.list.isEmpty());
    events.list.clear();
    assertThat(notedOf("-a", host() + ":db/", copies + "/"))
        .containsEntry("files", "0")
        .containsEntry("wholeVolumes", "db")
        .containsEntry("completed", "true");
  }

  @ParameterizedTest
  @CsvSource({
    "-a,       ,               db/,     db",
    "-a,       ,               db,      db",
    "-a,       ,               db/.,    db",
    "-a,       ,               /,       'db,media'",
    "-a,       ,               *,       'db,media'",
    "-aR,      ,               db/,     db",
    "-a,       --delete,       db/./,   db",
    "-a,       --protocol=29,  db/,     db",
    "-a,       -s,             db/,     db",
    "-an,      ,               db/,     ''",
    "-r,       --list-only,    db/,     ''",
    "-lptd,    ,               db/,     ''",
    "-a,       --no-r,         db/,     ''",
    "-a,       ,               db/sub/, ''",
    "-a,       ,               db/one,  ''",
    "-a,       ,               db/*,    ''",
    "-aC,      ,               db/,     ''"
  })
  void onlyWhatSendsEverythingIsAPullOfTheWholeVolume(
      String letters, String option, String path, String wholes) {
    Map<String, String> record =
        option == null
            ? notedOf(letters, host() + ":" + path, copies + "/")
            : notedOf(letters, option, host() + ":" + path, copies + "/");
    assertThat(record).containsEntry("wholeVolumes", wholes).containsEntry("completed", "true");
  }

  @Test
  void filesOfAListAreCountedAndItsClientIsToldNothing() throws IOException {
    Path list = Files.writeString(copies.resolve("list"), "one\n");
    Map<String, String> record =
        noted(
            () ->
                assertThat(
                        client.rsync("-ar", "--files-from=" + list, host() + ":db/", copies + "/"))
                    .isEqualTo(new Outcome(0, "", "")));
    assertThat(record)
        .containsEntry("files", "1")
        .containsEntry("unreadable", "0")
        .containsEntry("wholeVolumes", "")
        .containsEntry("completed", "true");
  }

  @Test
  void whatCannotBeReadIsCounted() throws IOException {
    Path outside = Files.writeString(folder.resolve("outside"), "nobody reads this");
    Path link = Files.createSymbolicLink(db.resolve("leak\nfile"), outside);
    assertThat(notedOf("-aL", host() + ":db/", copies + "/"))
        .containsEntry("files", "3")
        .containsEntry("unreadable", "1")
        .containsEntry("exitCode", "23");
    Files.delete(link);
  }

  @Test
  void aPullWhoseClientWasInterruptedIsNotComplete() throws IOException {
    Path large = db.resolve("large");
    Processes.bash(db, "head -c 64M /dev/zero > large");
    Process pull =
        Processes.start(client.rsyncCommand("-a", "--bwlimit=1m", host() + ":db/", copies + "/"));
    awaitThat("it has begun", () -> gateway.transfers() == 1);
    assertThat(noted(() -> kill(pull)))
        .containsEntry("wholeVolumes", "db")
        .containsEntry("completed", "false");
    Files.delete(large);
  }

  private static void kill(Process pull) {
    pull.descendants().forEach(ProcessHandle::destroyForcibly);
    pull.destroyForcibly();
  }

  @Test
  void thePipeOfTheLogIsGoneAfterwards() throws IOException {
    notedOf("-a", host() + ":db/", copies + "/");
    awaitThat(
        "nothing but the journal is left",
        () -> List.of("journal").equals(List.of(gateway.runtimeDirectory().toFile().list())));
  }
}
