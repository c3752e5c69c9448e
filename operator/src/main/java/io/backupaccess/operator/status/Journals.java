package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.api.v1alpha1.PullRecordsStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.PullPage.Entry;
import io.backupaccess.operator.observe.PullReport;
import io.backupaccess.operator.observe.PullReport.Told;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far the journals of a gateway's pods have been read, as the resource's status says. */
record Journals(@Nullable PullRecordsStatus status) {

  /** The last record of this journal that the status includes; 0: none. */
  long read(PullPage page) {
    return known(page).map(JournalStatus::sequence).orElse(0L);
  }

  /** How far they have been read once the report is in the status. */
  PullRecordsStatus after(PullReport report, Instant now) {
    Stream<JournalStatus> told = report.told().stream().map(this::after);
    Stream<JournalStatus> silent =
        journals().stream()
            .filter(journal -> report.pods().contains(journal.podName()))
            .filter(journal -> report.told().stream().noneMatch(one -> isOf(journal, one)));
    boolean lost =
        journals().stream().anyMatch(journal -> isLost(journal, report))
            || report.told().stream().anyMatch(one -> lacksRecords(one.page()));
    return new PullRecordsStatus(
        Stream.concat(told, silent)
            .sorted(Comparator.comparing(JournalStatus::podName))
            .limit(PullRecordsStatus.MOST)
            .toList(),
        lost ? now.toString() : lostTime());
  }

  private JournalStatus after(Told told) {
    PullPage page = told.page();
    long last =
        Stream.concat(
                page.records().stream().map(Entry::sequence),
                Stream.of(read(page), page.acknowledged()))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return new JournalStatus(told.pod().name(), page.journal(), last, page.lost());
  }

  /** One that was acknowledged and is not in the status was in a status that is gone. */
  private boolean lacksRecords(PullPage page) {
    return page.lost() > known(page).map(JournalStatus::lost).orElse(0L)
        || page.acknowledged() > read(page);
  }

  /** A journal that is gone had more records, as far as anyone can tell, unless it was read. */
  private static boolean isLost(JournalStatus journal, PullReport report) {
    boolean replaced =
        report.told().stream()
            .anyMatch(
                told -> isOf(journal, told) && !told.page().journal().equals(journal.journal()));
    return (replaced || !report.pods().contains(journal.podName()))
        && !report.readToTheEnd().contains(journal.journal());
  }

  private static boolean isOf(JournalStatus journal, Told told) {
    return told.pod().name().equals(journal.podName());
  }

  private Optional<JournalStatus> known(PullPage page) {
    return journals().stream()
        .filter(journal -> journal.journal().equals(page.journal()))
        .findFirst();
  }

  private List<JournalStatus> journals() {
    return status == null ? List.of() : status.journals();
  }

  private @Nullable String lostTime() {
    return status == null ? null : status.lostTime();
  }
}
