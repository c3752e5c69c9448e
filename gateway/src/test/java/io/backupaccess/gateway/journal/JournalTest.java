package io.backupaccess.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.PullPage.Entry;
import io.backupaccess.gatewayconfig.PullRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of records, whatever happens to the process or the disk. */
class JournalTest {
  @TempDir Path folder;

  private Path path;

  @BeforeEach
  void prepare() {
    path = folder.resolve("journal");
  }

  private Journal open() throws IOException {
    return Journal.open(new JournalFile(path));
  }

  private static PullRecord pull(int exitCode) {
    return new PullRecord(
        "backup",
        "SHA256:abc",
        "203.0.113.7",
        List.of("db"),
        List.of("db"),
        Instant.parse("2026-11-26T18:00:00Z"),
        1.5,
        1000,
        3,
        0L,
        exitCode,
        true);
  }

  private static List<Long> sequences(PullPage page) {
    return page.records().stream().map(Entry::sequence).toList();
  }

  @Test
  void aRecordIsReadAsItWasWrittenAndStaysUntilItIsAcknowledged() throws IOException {
    Journal journal = open();
    journal.add(pull(0));
    journal.add(pull(23));
    PullPage page = journal.page("", 0, 0);
    assertThat(page.records()).containsExactly(new Entry(1, pull(0)), new Entry(2, pull(23)));
    assertThat(journal.page(page.journal(), 0, 0)).isEqualTo(page);
    journal.acknowledge(page.journal(), 1);
    assertThat(sequences(journal.page(page.journal(), 0, 0))).containsExactly(2L);
    assertThat(journal.page(page.journal(), 0, 0).acknowledged()).isEqualTo(1);
  }

  @Test
  void theNextProcessFindsWhatNobodyAcknowledged() throws IOException {
    Journal before = open();
    before.add(pull(0));
    before.add(pull(24));
    String id = before.page("", 0, 0).journal();
    before.acknowledge(id, 1);
    Journal after = open();
    assertThat(after.page(id, 0, 0)).isEqualTo(before.page(id, 0, 0));
    after.acknowledge(id, 2);
    Journal third = open();
    third.add(pull(0));
    assertThat(sequences(third.page(id, 0, 0))).as("no number is used again").containsExactly(3L);
  }

  @Test
  void ofATornLastLineItIsKnownThatARecordIsLost() throws IOException {
    Journal before = open();
    before.add(pull(0));
    before.add(pull(0));
    String text = Files.readString(path);
    Files.writeString(path, text.substring(0, text.length() - 40));
    Journal after = open();
    PullPage page = after.page("", 0, 0);
    assertThat(sequences(page)).containsExactly(1L);
    assertThat(page.lost()).isEqualTo(1);
    after.add(pull(0));
    assertThat(sequences(open().page("", 0, 0))).containsExactly(1L, 3L);
  }

  @Test
  void aLineThatMissesNothingButItsEndIsNotJoinedByTheNext() throws IOException {
    Journal before = open();
    before.add(pull(0));
    Files.writeString(path, Files.readString(path).stripTrailing());
    open().add(pull(0));
    assertThat(sequences(open().page("", 0, 0))).containsExactly(1L, 2L);
  }

  @Test
  void aDamagedBeginningMakesAnotherJournal() throws IOException {
    Journal before = open();
    before.add(pull(0));
    String id = before.page("", 0, 0).journal();
    Files.write(path, new byte[20]);
    PullPage page = open().page(id, 5, 0);
    assertThat(page.journal()).isNotEqualTo(id).matches("[0-9a-f]{32}");
    assertThat(page.records()).isEmpty();
  }

  @Test
  void whatNobodyReadsIsDroppedAndCounted() throws IOException {
    Journal journal = open();
    for (int i = 0; i < Journal.MOST + 1; i++) {
      journal.add(pull(0));
    }
    PullPage page = journal.page("", 0, 0);
    assertThat(page.lost()).isEqualTo(100);
    assertThat(sequences(page)).hasSize(PullPage.MOST).startsWith(101L);
    assertThat(Files.readAllLines(path)).hasSize(1 + Journal.MOST + 1 - 100);
    assertThat(open().page("", 0, 0)).isEqualTo(page);
  }

  @Test
  void whatDoesNotFitOnTheDiskWaitsInMemoryUntilItDoes() throws IOException {
    Journal journal = open();
    // Neither appending nor replacing works where a folder stands in the way.
    Files.delete(path);
    Files.createDirectories(path.resolve("in the way"));
    journal.add(pull(0));
    assertThat(sequences(journal.page("", 0, 0))).containsExactly(1L);
    Files.delete(path.resolve("in the way"));
    Files.delete(path);
    journal.add(pull(0));
    assertThat(sequences(open().page("", 0, 0))).containsExactly(1L, 2L);
  }

  @Test
  void whatRefersToAnotherJournalMeansNothing() throws IOException {
    Journal journal = open();
    journal.add(pull(0));
    String other = "0".repeat(32);
    journal.acknowledge(other, 1);
    journal.acknowledge(journal.page("", 0, 0).journal(), 2);
    assertThat(sequences(journal.page(other, 1, 0))).containsExactly(1L);
  }

  @Test
  void aLeftoverOfAnInterruptedReplacementDoesNoHarm() throws IOException {
    Journal before = open();
    before.add(pull(0));
    Files.writeString(folder.resolve("journal.next"), "half a line", StandardOpenOption.CREATE);
    assertThat(sequences(open().page("", 0, 0))).containsExactly(1L);
  }

  @Test
  void whoeverReadsIsWaitedForAtTheEnd() throws Exception {
    Journal journal = open();
    journal.add(pull(0));
    String id = journal.page("", 0, 0).journal();
    Thread waiting = Thread.ofVirtual().start(() -> end(journal));
    assertThat(waiting.join(Duration.ofMillis(200))).isFalse();
    journal.acknowledge(id, 1);
    assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void whereNobodyReadsTheEndWaitsForNobody() throws Exception {
    Journal journal = open();
    journal.add(pull(0));
    assertThat(Thread.ofVirtual().start(() -> end(journal)).join(Duration.ofSeconds(30))).isTrue();
  }

  private static void end(Journal journal) {
    try {
      journal.awaitAcknowledged(Duration.ofHours(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
