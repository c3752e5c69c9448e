package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.Access.Change;
import io.backupaccess.gateway.command.Access.Mode;
import io.backupaccess.gateway.command.Grants.Availability;
import io.backupaccess.gateway.command.Grants.Export;
import io.backupaccess.gateway.command.PolicyLimits.Confinement;
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
          new Grants.Root(export("data", Access.READ_ONLY)),
          volumes(
              export("path", Access.READ_ONLY),
              export("a", Access.READ_ONLY),
              export("media", Access.READ_ONLY)),
          volumes(new Export("path", Availability.UNAVAILABLE, ALL), export("b", Access.READ_ONLY)),
          new Grants.Root(export("data", ALL)),
          volumes(
              export("path", READ_WRITE),
              export("a", DROP_BOX),
              export("b", Access.READ_ONLY),
              new Export("lost", Availability.UNAVAILABLE, ALL)),
          volumes(
              export("path", new Access(Mode.READ_WRITE, Set.of(Change.DELETE))),
              export("a", new Access(Mode.WRITE_ONLY, Set.of(Change.OVERWRITE)))),
          new Grants.Root(export("data", DROP_BOX)),
          volumes(export("path", ALL), export("a", ALL)),
          new Grants.Root(export("data", ALL), List.of("a", "path")));

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

  private static Grants volumes(Export... exports) {
    return new Grants.Volumes(List.of(exports));
  }

  private static Export export(String name, Access access) {
    return new Export(name, Availability.SERVED, access);
  }
}
