package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.Grants.Availability;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * The refusal of granted exports that cannot be served now. They are never absent or empty: a
 * client with {@code --delete} would delete its copy.
 */
final class Unavailable {
  private Unavailable() {}

  static void refuse(Grants grants, Collection<String> touched) {
    refuse(grants, touched, export -> export.availability() == Availability.UNAVAILABLE);
  }

  /** For a request that reads all of them. */
  static void refuseToRead(Grants grants, Collection<String> touched) {
    refuse(
        grants,
        touched,
        export ->
            export.availability() == Availability.UNAVAILABLE
                || !export.access().mode().permitsReading());
  }

  private static void refuse(
      Grants grants, Collection<String> touched, Predicate<Grants.Export> unavailable) {
    for (Grants.Export export : grants.exports()) {
      if (touched.contains(export.name()) && unavailable.test(export)) {
        throw new RefusedException(
            Refusal.UNAVAILABLE,
            "volume " + PeerText.quote(export.name()) + " is not available now");
      }
    }
  }
}
