package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.Grants.Availability;
import java.util.Collection;

/**
 * The refusal of granted exports that cannot be served now. They are never absent or empty: a
 * client with {@code --delete} would delete its copy.
 */
final class Unavailable {
  private Unavailable() {}

  static void refuse(Grants grants, Collection<String> touched) {
    for (Grants.Export export : grants.exports()) {
      if (touched.contains(export.name()) && export.availability() == Availability.UNAVAILABLE) {
        throw new RefusedException(
            Refusal.UNAVAILABLE,
            "volume " + PeerText.quote(export.name()) + " is not available now");
      }
    }
  }
}
