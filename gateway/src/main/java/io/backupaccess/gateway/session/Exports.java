package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.Grants;
import io.backupaccess.gateway.command.Grants.Availability;
import io.backupaccess.gateway.config.ExportName;
import io.backupaccess.gateway.config.Grant;
import java.util.Objects;

/** What a key may read, in the words of the package that decides on commands. */
final class Exports {
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
    boolean served = Objects.requireNonNull(grant.exports().get(name)).isPresent();
    return new Grants.Export(name.value(), served ? Availability.SERVED : Availability.UNAVAILABLE);
  }
}
