package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.Invocation.ConfineRoot;
import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.command.RemotePath.End;
import java.util.List;

/** Turns the paths of a request into arguments relative to one export. */
final class SingleRoot {
  private SingleRoot() {}

  static Invocation resolve(RsyncRequest request, Grants.Root grants, Confinement confinement) {
    String name = grants.export().name();
    if (!grants.export().access().mode().isListed()) {
      throw new RefusedException(
          Refusal.WRITE_ONLY, "reading from write-only server is not allowed.");
    }
    Unavailable.refuseToRead(grants, List.of(name));
    return resolve(request, name, grants.absolute(), confinement);
  }

  static Invocation resolve(RsyncRequest request, String export, Confinement confinement) {
    return resolve(request, export, List.of(), confinement);
  }

  private static Invocation resolve(
      RsyncRequest request, String export, List<String> absolute, Confinement confinement) {
    boolean relative = request.options().has('R') && request.options().fileList().isEmpty();
    return new Invocation(
        request.options().arguments(),
        List.of(),
        request.paths().stream().map(path -> word(path, relative, absolute).argument()).toList(),
        new Location.Export(export),
        Invocation.Direction.PULL,
        ConfineRoot.ofPulls(confinement));
  }

  private static Word word(RemotePath path, boolean relative, List<String> absolute) {
    RemotePath inside = path.within(absolute);
    if (path.isWithin(absolute) && (relative || (inside.isTop() && path.end() == End.NAME))) {
      // What the client expects to be sent has a name that begins outside of the export.
      RemotePath named = path.naming(absolute);
      return new Word("/" + (relative ? named.relative() : named.plain()).glob());
    }
    return relative || inside.isTop() ? new Word(inside.glob()) : inside.plain();
  }
}
