package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.KeyStatus;
import io.backupaccess.api.validation.Formats;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.PlannedKey;
import io.backupaccess.operator.plan.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the status says of the entries of {@code spec.keys}.
 *
 * @param problems of the spec, of what it refers to, and of how clients came
 */
record KeyStatuses(GatewayPlan plan, List<Problem> problems, PullHistory history, Instant now) {

  /** More says the condition. */
  private static final int MAX_MESSAGE = 256;

  List<KeyStatus> of(List<KeySpec> specs) {
    Map<String, List<String>> fingerprints = new HashMap<>();
    for (PlannedKey key : plan.keys()) {
      fingerprints.put(key.config().name(), key.fingerprints());
    }
    List<KeyStatus> statuses = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      KeySpec spec = specs.get(i);
      List<String> all = fingerprints.getOrDefault(spec.name(), List.of());
      Instant end = Optional.ofNullable(spec.expirationTime()).flatMap(Formats::time).orElse(null);
      Optional<Problem> problem = problem("spec.keys[" + i + "]").or(() -> expired(end));
      statuses.add(
          new KeyStatus(
              spec.name(),
              problem.map(Problem::reason).orElse(KeyStatus.ACCEPTED),
              problem.map(one -> BoundedText.of(one.message(), MAX_MESSAGE)).orElse(null),
              all.stream().limit(KeyStatus.MOST_FINGERPRINTS).toList(),
              all.size(),
              end == null ? null : end.toString(),
              history.volumes(spec.name())));
    }
    return statuses;
  }

  private Optional<Problem> problem(String entry) {
    return problems.stream().filter(problem -> problem.isWithin(entry)).findFirst();
  }

  private Optional<Problem> expired(@Nullable Instant end) {
    return end == null || end.isAfter(now)
        ? Optional.empty()
        : Optional.of(new Problem("KeyExpired", "", "expired at " + end));
  }
}
