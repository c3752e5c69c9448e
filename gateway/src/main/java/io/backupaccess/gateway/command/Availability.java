package io.backupaccess.gateway.command;

import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Unserved;
import io.backupaccess.gateway.volume.Volume;
import java.util.Collection;
import java.util.List;

/** The refusal of volumes that cannot be served now, see {@link Unserved}. */
final class Availability {
  private Availability() {}

  /** These volumes for a request that reads all of them, or the refusal of the first that fails. */
  static List<Volume> requireReadable(Collection<Granted> touched) {
    return touched.stream()
        .map(granted -> granted.readable().orElseThrow(() -> refusal(granted)))
        .toList();
  }

  /** This volume, which may be written, or its refusal. */
  static Volume requireServed(Granted granted) {
    return switch (granted) {
      case Volume volume -> volume;
      case Unserved unserved -> throw refusal(unserved);
    };
  }

  private static RefusedException refusal(Granted granted) {
    return new RefusedException(
        Refusal.UNAVAILABLE,
        "volume " + QuotedText.quote(granted.name().value()) + " is not available now");
  }
}
