package io.backupaccess.gateway.journal;

import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.PullPage.Entry;
import io.backupaccess.gatewayconfig.PullRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of pulls until someone has read and acknowledged them. They are in a file, so that
 * they outlast the gateway's process, and there are never more than so many: nobody who doesn't
 * read can fill the disk. What is dropped or damaged is counted as lost.
 */
public final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  /** How many wait at most. */
  static final int MOST = 1000;

  /** How many go at once when there are more, for each time means to write the file anew. */
  private static final int DROPPED = MOST / 10;

  private final JournalFile file;
  private final Deque<Entry> waiting;
  private final String id;
  private long acknowledged;
  private long last;
  private long lost;

  /** Whether the file holds what is in memory. */
  private boolean written;

  /** Whether someone has read since this process began. */
  private boolean hasReader;

  private Journal(JournalFile file, JournalFile.Content content) {
    this.file = file;
    this.id = content.head().journal();
    this.acknowledged = content.head().acknowledged();
    this.lost = content.head().lost();
    this.waiting = new ArrayDeque<>(content.entries());
    this.last =
        Math.max(content.head().last(), waiting.isEmpty() ? 0 : waiting.getLast().sequence());
  }

  /** The journal in this file, with what an earlier process has left in it. */
  public static Journal open(JournalFile file) throws IOException {
    Journal journal = new Journal(file, file.read());
    journal.file.replace(journal.content());
    journal.written = true;
    return journal;
  }

  /** Adds a record. Where it cannot be written, it waits in memory alone. */
  public synchronized void add(PullRecord pull) {
    Entry entry = new Entry(++last, pull);
    waiting.add(entry);
    if (waiting.size() > MOST) {
      for (int i = 0; i < DROPPED; i++) {
        waiting.remove();
        lost++;
      }
      written = false;
    }
    try {
      if (written) {
        written = false;
        file.append(entry);
        written = true;
      } else {
        write();
      }
    } catch (IOException e) {
      LOG.atError().setCause(e).log("the record of a pull cannot be written; it is kept in memory");
    }
  }

  /**
   * What waits.
   *
   * @param journal whose sequence {@code after} is of
   * @param after only records after this one; of another journal, it means nothing
   * @param running transfers that may end in a record yet
   */
  public synchronized PullPage page(String journal, long after, int running) {
    hasReader = true;
    long from = journal.equals(id) ? after : 0;
    List<Entry> page = new ArrayList<>();
    waiting.stream()
        .filter(entry -> entry.sequence() > from)
        .limit(PullPage.MOST)
        .forEach(page::add);
    return new PullPage(id, acknowledged, lost, running, page);
  }

  /** The sequence of the last record; 0: there was none. */
  public synchronized long last() {
    return last;
  }

  /**
   * Forgets records that are kept elsewhere now.
   *
   * @param upTo the last of them
   */
  public synchronized void acknowledge(String journal, long upTo) throws IOException {
    if (!journal.equals(id) || upTo <= acknowledged || upTo > last) {
      return;
    }
    acknowledged = upTo;
    waiting.removeIf(entry -> entry.sequence() <= upTo);
    notifyAll();
    write();
  }

  /**
   * Waits until every record was acknowledged, if someone reads them at all: with a pod goes its
   * journal.
   */
  public synchronized void awaitAcknowledged(Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (hasReader && !waiting.isEmpty()) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        LOG.atWarn().addKeyValue("records", waiting.size()).log("nobody has read the last pulls");
        return;
      }
      wait(left);
    }
  }

  private void write() throws IOException {
    written = false;
    file.replace(content());
    written = true;
  }

  private JournalFile.Content content() {
    return new JournalFile.Content(
        new JournalFile.Head(id, acknowledged, last, lost), List.copyOf(waiting));
  }
}
