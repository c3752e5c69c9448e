package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.volume.SomeVolumes.served;
import static io.backupaccess.gateway.volume.SomeVolumes.unserved;

import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Grants;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A key and a gateway; the first byte of a fuzzer's input chooses one.
 *
 * @param grants what the key may do
 * @param limits what the gateway holds it to
 */
record Arrangement(Grants grants, PolicyLimits limits) {
  private static final Access READ_WRITE = new Access(Mode.READ_WRITE, Set.of());
  private static final Access ALL =
      new Access(Mode.READ_WRITE, Set.of(Change.DELETE, Change.OVERWRITE));
  private static final Access DROP_BOX = new Access(Mode.WRITE_ONLY, Set.of());

  private static final List<Grants> GRANTS =
      List.of(
          new Grants.Root(served("data", Access.READ_ONLY)),
          volumes(
              served("path", Access.READ_ONLY),
              served("a", Access.READ_ONLY),
              served("media", Access.READ_ONLY)),
          volumes(unserved("path"), served("b", Access.READ_ONLY)),
          new Grants.Root(served("data", ALL)),
          volumes(
              served("path", READ_WRITE),
              served("a", DROP_BOX),
              served("b", Access.READ_ONLY),
              unserved("lost")),
          volumes(
              served("path", new Access(Mode.READ_WRITE, Set.of(Change.DELETE))),
              served("a", new Access(Mode.WRITE_ONLY, Set.of(Change.OVERWRITE)))),
          new Grants.Root(served("data", DROP_BOX)),
          volumes(served("path", ALL), served("a", ALL)),
          new Grants.Root(served("data", ALL), List.of("a", "path")));

  static final int COUNT = GRANTS.size() * 8;

  static Arrangement of(int number) {
    int rest = Math.floorMod(number, COUNT) / GRANTS.size();
    return new Arrangement(
        GRANTS.get(Math.floorMod(number, GRANTS.size())),
        new PolicyLimits(
            (rest & 1) == 0 ? Confinement.PROVEN : Confinement.UNPROVEN,
            Duration.ofMinutes(10),
            (rest & 2) == 0 ? OptionalLong.empty() : OptionalLong.of(1000),
            1 << 28,
            (rest & 4) == 0 ? PolicyLimits.Links.KEPT : PolicyLimits.Links.MUNGED));
  }

  private static Grants volumes(Granted... volumes) {
    return new Grants.Volumes(List.of(volumes));
  }
}
