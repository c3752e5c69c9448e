package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.volume.SomeVolumes.served;

import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Keys that may send, for the tests of this package. */
final class Writable {
  private static final Set<Change> ALL_CHANGES = Set.of(Change.values());

  private static Volume volume(String name, Mode mode, Set<Change> changes) {
    return served(name, new Access(mode, changes));
  }

  /** One volume of each mode, the ones that can be written to with all changes. */
  static final Grants EACH_MODE =
      new Grants.Volumes(
          List.of(
              volume("read", Mode.READ_ONLY, Set.of()),
              volume("drop", Mode.READ_WRITE, ALL_CHANGES),
              volume("sink", Mode.WRITE_ONLY, ALL_CHANGES),
              volume("both", Mode.READ_WRITE, ALL_CHANGES)));

  static final Grants ADD_ONLY =
      new Grants.Volumes(List.of(volume("drop", Mode.READ_WRITE, Set.of())));

  static final Grants DELETABLE =
      new Grants.Volumes(List.of(volume("drop", Mode.READ_WRITE, Set.of(Change.DELETE))));

  static final Grants OVERWRITABLE =
      new Grants.Volumes(List.of(volume("drop", Mode.READ_WRITE, Set.of(Change.OVERWRITE))));

  static final Grants ROOT = new Grants.Root(volume("drop", Mode.READ_WRITE, ALL_CHANGES));

  static final Grants WRITE_ONLY =
      new Grants.Volumes(List.of(volume("sink", Mode.WRITE_ONLY, ALL_CHANGES)));

  static final Grants WRITE_ONLY_ROOT =
      new Grants.Root(volume("sink", Mode.WRITE_ONLY, ALL_CHANGES));

  /** The arguments where the volume is at {@code /real}. */
  static String arguments(String command, Grants grants) {
    return Volumes.accepted(command, grants).invocation().arguments("/real").stream()
        .map(Argument::text)
        .collect(Collectors.joining(" "));
  }

  private Writable() {}
}
