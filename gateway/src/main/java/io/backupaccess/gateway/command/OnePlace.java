package io.backupaccess.gateway.command;

import io.backupaccess.gateway.volume.Volume;
import java.util.List;

/**
 * The rule that one command reads volumes of one place. A transfer of several volumes that lacked
 * those of another place would have a client with {@code --delete} delete its copies of them.
 */
final class OnePlace {
  private static final int MOST_NAMED = 8;

  private OnePlace() {}

  /** Whether one pod has all of these volumes. */
  static boolean has(List<Volume> volumes) {
    return volumes.stream().map(volume -> volume.place().reader()).distinct().count() <= 1;
  }

  /** The refusal of a command that reads these volumes. */
  static RefusedException refusal(List<Volume> volumes) {
    List<String> names =
        volumes.stream().map(volume -> QuotedText.quote(volume.name().value())).toList();
    String all =
        names.size() <= MOST_NAMED
            ? String.join(", ", names)
            : String.join(", ", names.subList(0, MOST_NAMED)) + " and others";
    return new RefusedException(
        Refusal.SEVERAL_PLACES,
        "the volumes "
            + all
            + " are on several nodes: pull each by itself, such as HOST:/"
            + names.getFirst()
            + "/.");
  }
}
