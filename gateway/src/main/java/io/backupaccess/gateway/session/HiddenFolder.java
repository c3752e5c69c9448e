package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.Access;
import io.backupaccess.gateway.command.Invocation.Direction;
import io.backupaccess.gateway.confine.Withheld;
import io.backupaccess.gatewayconfig.IncomingFolder;
import java.util.EnumSet;
import java.util.Set;

/** Which pushes have an {@link IncomingFolder}, and how rsync is told to pass it by. */
public final class HiddenFolder {
  /** Names in a list of a client's are compared as a whole, not folder by folder. */
  private static final String WITH_CONTENTS = "/***";

  private HiddenFolder() {}

  /** What a push may not do with what is in its volume, by the kernel. */
  public static Set<Withheld> withheld(Access access) {
    Set<Withheld> withheld = EnumSet.noneOf(Withheld.class);
    if (!access.mode().permitsReading()) {
      withheld.add(Withheld.READING);
    }
    // Who may delete may replace, and the other way round: the kernel knows one right for both.
    if (access.changes().isEmpty()) {
      withheld.add(Withheld.REPLACING);
    }
    return withheld;
  }

  /** rsync's option that hides it from pulls, or protects it from the deletions of a push. */
  public static String option(Direction direction) {
    return switch (direction) {
      case PULL -> "--filter=H " + IncomingFolder.NAME + WITH_CONTENTS;
      case PUSH -> "--filter=P " + IncomingFolder.NAME + WITH_CONTENTS;
    };
  }
}
