package io.backupaccess.gateway.confine;

import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gatewayconfig.IncomingFolder;

/** How rsync is told to pass by the {@link IncomingFolder} of pushes. */
final class HiddenFolder {
  /** Names in a list of a client's are compared as a whole, not folder by folder. */
  private static final String WITH_CONTENTS = "/***";

  private HiddenFolder() {}

  /** rsync's option that hides it from pulls, or protects it from the deletions of a push. */
  static String option(Direction direction) {
    return switch (direction) {
      case PULL -> "--filter=H " + IncomingFolder.NAME + WITH_CONTENTS;
      case PUSH -> "--filter=P " + IncomingFolder.NAME + WITH_CONTENTS;
    };
  }
}
