package io.backupaccess.operator.apply;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * What is next for a pod that is to take another configuration. The pod's annotations remember what
 * was done, because every change of them starts another turn, and operators come and go.
 */
sealed interface PushStep {

  String DIGEST = "backupaccess.io/configuration";
  String SINCE = "backupaccess.io/configuration-since";
  String PUSHED_AT = "backupaccess.io/configuration-pushed-at";

  // What the kubelet takes is below a second; a gateway that needs longer than this is not waiting
  // for it.
  Duration HURRY = Duration.ofMinutes(1);
  Duration OFTEN = Duration.ofSeconds(1);

  /** It was pushed just now. */
  record Rest(Duration left) implements PushStep {}

  /**
   * The annotations are to change, so that the kubelet looks.
   *
   * @param since when this configuration was pushed for the first time
   */
  record Annotate(Instant since) implements PushStep {}

  /** It had its time, and may still accept what was revoked: another pod reads it at its start. */
  record Replace() implements PushStep {}

  /** The next step towards the configuration with that digest. */
  static PushStep next(Map<String, String> annotations, String digest, Instant now) {
    Optional<Instant> since =
        time(annotations, SINCE)
            .filter(first -> pushed(annotations, digest) && !first.isAfter(now));
    if (since.isEmpty()) {
      return new Annotate(now);
    }
    if (!now.isBefore(since.get().plus(HURRY))) {
      return new Replace();
    }
    return time(annotations, PUSHED_AT)
        .map(at -> Duration.between(now, at.plus(OFTEN)))
        .filter(left -> left.isPositive() && left.compareTo(OFTEN) <= 0)
        .<PushStep>map(Rest::new)
        .orElseGet(() -> new Annotate(since.get()));
  }

  /** Whether the pod was told of the configuration with that digest. */
  static boolean pushed(Map<String, String> annotations, String digest) {
    return digest.equals(annotations.get(DIGEST));
  }

  private static Optional<Instant> time(Map<String, String> annotations, String name) {
    try {
      return Optional.ofNullable(annotations.get(name)).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
