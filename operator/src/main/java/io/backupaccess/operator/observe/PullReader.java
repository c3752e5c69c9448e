package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.operator.observe.GatewaysView.Heard;
import io.backupaccess.operator.observe.PullReport.Told;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the records of pulls from the pods of gateways, of those that drain, too, and knows how
 * long ago it did: a journal goes with its pod, and what nobody read goes with it.
 */
final class PullReader {

  /** Longer than it takes until every gateway is asked again. */
  private static final Duration LATELY = Duration.ofMinutes(2);

  private static final int MAX_JOURNALS = 20_000;

  private final Clock clock;
  private final Map<String, Reading> lastByJournal = BoundedMap.of(MAX_JOURNALS);

  /**
   * A reading.
   *
   * @param toTheEnd whether no record was left, and none was to come
   */
  private record Reading(Instant at, boolean toTheEnd) {}

  PullReader(Clock clock) {
    this.clock = clock;
  }

  /**
   * What the pods tell.
   *
   * @param heard by the uid of those that are asked
   * @param kept how far the status of the resource includes it
   */
  PullReport read(List<GatewayPod> pods, Map<String, Heard> heard, List<JournalStatus> kept) {
    List<Told> told = new ArrayList<>();
    Set<String> names = new HashSet<>();
    boolean silent = false;
    for (GatewayPod pod : pods) {
      names.add(pod.name());
      Heard said = heard.get(pod.uid());
      if (said != null) {
        PullPage page = said.pulls();
        Instant at = said.at();
        if (page != null && at != null) {
          told.add(new Told(pod, page));
          remember(page, at);
        }
        silent |= page == null || at == null || at.isBefore(clock.instant().minus(LATELY));
      }
    }
    return new PullReport(told, names, silent, readToTheEnd(kept));
  }

  private void remember(PullPage page, Instant at) {
    boolean toTheEnd = page.records().size() < PullPage.MOST && page.running() == 0;
    synchronized (lastByJournal) {
      // Removed first, so that the eldest is the one that was read the longest time ago.
      lastByJournal.remove(page.journal());
      lastByJournal.put(page.journal(), new Reading(at, toTheEnd));
    }
  }

  private Optional<Reading> lately(JournalStatus journal) {
    Instant limit = clock.instant().minus(LATELY);
    return Optional.ofNullable(lastByJournal.get(journal.journal()))
        .filter(reading -> !reading.at().isBefore(limit));
  }

  private Set<String> readToTheEnd(List<JournalStatus> kept) {
    Set<String> journals = new HashSet<>();
    for (JournalStatus journal : kept) {
      lately(journal).filter(Reading::toTheEnd).ifPresent(_ -> journals.add(journal.journal()));
    }
    return journals;
  }
}
