package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.Invocation.ConfineRoot;
import java.util.List;

/** Turns the paths of a request into arguments relative to one export. */
final class SingleRoot {
  private SingleRoot() {}

  static Invocation resolve(RsyncRequest request, Grants.Root grants) {
    String name = grants.export().name();
    WriteOnly.refuse(grants.export());
    Unavailable.refuse(grants, List.of(name));
    return resolve(request, name);
  }

  static Invocation resolve(RsyncRequest request, String export) {
    boolean relative = request.options().has('R') && request.options().fileList().isEmpty();
    return new Invocation(
        request.options().arguments(),
        List.of(),
        request.paths().stream().map(path -> word(path, relative).argument()).toList(),
        new Location.Export(export),
        Invocation.Direction.PULL,
        ConfineRoot.WORKING_DIRECTORY);
  }

  private static Word word(RemotePath path, boolean relative) {
    return relative || path.isTop() ? new Word(path.glob()) : path.plain();
  }
}
