package io.backupaccess.operator.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What of the keys fits into one ConfigMap. The API server takes a megabyte; a document that it
 * refuses would leave the one before in force.
 */
final class ConfigurationRoom {

  static final int MAX_BYTES = 900 * 1024;

  private ConfigurationRoom() {}

  /** What fits, a problem for each entry that does not, and the document of what fits. */
  record Fitting(List<PlannedKey> keys, List<Problem> problems, ConfigurationDocument document) {}

  /**
   * @param names of all entries of {@code spec.keys}, in their order
   * @param write makes the document of some of the keys
   */
  static Fitting fit(
      List<PlannedKey> keys,
      List<String> names,
      Function<List<PlannedKey>, ConfigurationDocument> write) {
    ConfigurationDocument all = write.apply(keys);
    if (all.bytes() <= MAX_BYTES) {
      return new Fitting(keys, List.of(), all);
    }
    List<PlannedKey> fitting = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    int without = write.apply(List.of()).bytes();
    int left = MAX_BYTES - without;
    for (PlannedKey key : keys) {
      int needed = write.apply(List.of(key)).bytes() - without;
      if (needed <= left) {
        left -= needed;
        fitting.add(key);
      } else {
        problems.add(
            new Problem(
                "ConfigurationTooLarge",
                "spec.keys[" + names.indexOf(key.config().name()) + "]",
                "one gateway's configuration has no room left for these keys; move them to another"
                    + " BackupAccess"));
      }
    }
    return new Fitting(List.copyOf(fitting), List.copyOf(problems), write.apply(fitting));
  }
}
