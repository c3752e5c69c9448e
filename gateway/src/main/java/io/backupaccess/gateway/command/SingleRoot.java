package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.Invocation.ConfineRoot;
import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.command.RemotePath.End;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.util.List;

/** Turns the paths of a request into arguments relative to one volume. */
final class SingleRoot {
  private SingleRoot() {}

  static Invocation resolve(RsyncRequest request, Grants.Root grants, Confinement confinement) {
    if (!grants.volume().isListed()) {
      throw new RefusedException(
          Refusal.WRITE_ONLY, "reading from write-only server is not allowed.");
    }
    Volume volume = Availability.requireReadable(grants.all()).getFirst();
    return resolve(request, volume, grants.absolute(), confinement);
  }

  static Invocation resolve(RsyncRequest request, Volume volume, Confinement confinement) {
    return resolve(request, volume, List.of(), confinement);
  }

  private static Invocation resolve(
      RsyncRequest request, Volume volume, List<String> absolute, Confinement confinement) {
    boolean relative = request.options().has('R') && request.options().fileList().isEmpty();
    return new Invocation(
        request.options().arguments(),
        List.of(),
        request.paths().stream().map(path -> word(path, relative, absolute).argument()).toList(),
        new Location.Inside(volume),
        Direction.PULL,
        ConfineRoot.ofPulls(confinement));
  }

  private static Word word(RemotePath path, boolean relative, List<String> absolute) {
    RemotePath inside = path.within(absolute);
    if (path.isWithin(absolute) && (relative || (inside.isTop() && path.end() == End.NAME))) {
      // What the client expects to be sent has a name that begins outside of the volume.
      RemotePath named = path.naming(absolute);
      return new Word("/" + (relative ? named.relative() : named.plain()).glob());
    }
    return relative || inside.isTop() ? new Word(inside.glob()) : inside.plain();
  }
}
