package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.Access.Change;
import io.backupaccess.gateway.command.Access.Mode;
import io.backupaccess.gateway.command.Grants.Availability;
import io.backupaccess.gateway.command.Grants.Export;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Keys that may send, for the tests of this package. */
final class Writable {
  private static final Set<Change> ALL_CHANGES = Set.of(Change.values());

  private static Export export(String name, Mode mode, Set<Change> changes) {
    return new Export(name, Availability.SERVED, new Access(mode, changes));
  }

  /** One volume of each mode, the ones that can be written to with all changes. */
  static final Grants EACH_MODE =
      new Grants.Volumes(
          List.of(
              export("read", Mode.READ_ONLY, Set.of()),
              export("drop", Mode.READ_WRITE, ALL_CHANGES),
              export("sink", Mode.WRITE_ONLY, ALL_CHANGES),
              export("both", Mode.READ_WRITE, ALL_CHANGES)));

  static final Grants ADD_ONLY =
      new Grants.Volumes(List.of(export("drop", Mode.READ_WRITE, Set.of())));

  static final Grants DELETABLE =
      new Grants.Volumes(List.of(export("drop", Mode.READ_WRITE, Set.of(Change.DELETE))));

  static final Grants OVERWRITABLE =
      new Grants.Volumes(List.of(export("drop", Mode.READ_WRITE, Set.of(Change.OVERWRITE))));

  static final Grants ROOT = new Grants.Root(export("drop", Mode.READ_WRITE, ALL_CHANGES));

  static final Grants WRITE_ONLY =
      new Grants.Volumes(List.of(export("sink", Mode.WRITE_ONLY, ALL_CHANGES)));

  static final Grants WRITE_ONLY_ROOT =
      new Grants.Root(export("sink", Mode.WRITE_ONLY, ALL_CHANGES));

  /** The arguments where the export is at {@code /real}. */
  static String arguments(String command, Grants grants) {
    return Volumes.accepted(command, grants).invocation().arguments("/real").stream()
        .map(Argument::text)
        .collect(Collectors.joining(" "));
  }

  private Writable() {}
}
