package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.Access;
import io.backupaccess.gateway.command.Grants;
import io.backupaccess.gateway.command.Grants.Availability;
import io.backupaccess.gateway.config.ExportName;
import io.backupaccess.gateway.config.Grant;
import java.util.EnumSet;
import java.util.Objects;

/** What a key may do, in the words of the package that decides on commands. */
final class Exports {
  /** Whatever is asked of a volume that is not available, the answer is that it is not. */
  private static final Access UNKNOWN =
      new Access(Access.Mode.READ_WRITE, EnumSet.allOf(Access.Change.class));

  private Exports() {}

  static Grants asCommandsSeeThem(Grant grant) {
    return grant
        .root()
        .<Grants>map(root -> new Grants.Root(export(grant, root)))
        .orElseGet(
            () ->
                new Grants.Volumes(
                    grant.exports().keySet().stream().map(name -> export(grant, name)).toList()));
  }

  private static Grants.Export export(Grant grant, ExportName name) {
    return Objects.requireNonNull(grant.exports().get(name))
        .map(served -> new Grants.Export(name.value(), Availability.SERVED, served.access()))
        .orElseGet(() -> new Grants.Export(name.value(), Availability.UNAVAILABLE, UNKNOWN));
  }
}
