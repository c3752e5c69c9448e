package io.backupaccess.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Collects conditions; one whose status stays keeps the time at which it came about. */
final class Conditions {

  // There are up to nine, and others repeat what these say.
  private static final int MAX_MESSAGE = 4096;

  private final List<Condition> before;
  private final String now;
  private final Long generation;
  private final List<Condition> collected = new ArrayList<>();

  Conditions(List<Condition> before, long generation, Clock clock) {
    this.before = before;
    this.generation = generation;
    this.now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  void add(String type, Verdict verdict) {
    String status =
        switch (verdict) {
          case Verdict.Fine fine -> "True";
          case Verdict.Open open -> "Unknown";
          case Verdict.Wrong wrong -> "False";
        };
    add(type, status, verdict);
  }

  /** One that is there only while it is true, and says why. */
  void addTrue(String type, Verdict why) {
    add(type, "True", why);
  }

  private void add(String type, String status, Verdict verdict) {
    collected.add(
        new ConditionBuilder()
            .withType(type)
            .withStatus(status)
            .withReason(verdict.reason())
            .withMessage(BoundedText.of(verdict.message(), MAX_MESSAGE))
            .withObservedGeneration(generation)
            .withLastTransitionTime(since(type, status))
            .build());
  }

  List<Condition> list() {
    return List.copyOf(collected);
  }

  private String since(String type, String status) {
    return before.stream()
        .filter(old -> old.getType().equals(type) && old.getStatus().equals(status))
        .map(Condition::getLastTransitionTime)
        .findFirst()
        .orElse(now);
  }
}
