package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the Events of an object say about why it does not get on. */
final class Failures {

  // After these, what failed before does not any more.
  private static final Set<String> PROGRESS =
      Set.of("Pulling", "Pulled", "Created", "Started", "EnsuredLoadBalancer");

  // About the same Service, every few seconds, and no reason why it has no address.
  private static final Pattern ENDPOINTS = Pattern.compile("FailedTo[A-Za-z]*Endpoint[A-Za-z]*");

  private static final int MAX_NOTE = 1000;

  private Failures() {}

  /** The last failure as {@code Reason: note}, unless the object has got on since. */
  static Optional<String> last(List<Event> events) {
    return events.stream()
        .filter(event -> isFailure(event) || PROGRESS.contains(event.getReason()))
        // Of the same second, which is as exact as some are, the failure counts.
        .max(Comparator.comparing(Failures::when).thenComparing(Failures::isFailure))
        .filter(Failures::isFailure)
        .map(event -> event.getReason() + ": " + oneLine(event.getNote()));
  }

  private static boolean isFailure(Event event) {
    return "Warning".equals(event.getType())
        && event.getReason() != null
        && !ENDPOINTS.matcher(event.getReason()).matches();
  }

  /** Writers of the older kind of Event leave the new kind's time empty. */
  private static Instant when(Event event) {
    String series =
        event.getSeries() == null || event.getSeries().getLastObservedTime() == null
            ? null
            : event.getSeries().getLastObservedTime().getTime();
    String own = event.getEventTime() == null ? null : event.getEventTime().getTime();
    return Stream.of(
            time(series),
            time(own),
            time(event.getDeprecatedLastTimestamp()),
            time(event.getMetadata().getCreationTimestamp()))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private static Optional<Instant> time(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String oneLine(@Nullable String note) {
    String line = note == null ? "" : note.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_NOTE ? line : line.substring(0, MAX_NOTE) + "…";
  }
}
