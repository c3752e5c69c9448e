package io.backupaccess.gateway.confine;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.volume.Place;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What the launcher is told. */
class LauncherTest {
  private static final Path PROGRAM = Path.of("/opt/launcher");
  private static final Path RSYNC = Path.of("/usr/bin/rsync");
  private static final Limits LIMITS = new Limits(1L << 30, 256);

  @Test
  void commandLineNamesThePlacesAndNothingElseOfTheVolumes() {
    var spec =
        new ChildSpec(
            Profile.SENDER,
            List.of(
                Place.of(Path.of("/volumes/x1/db")),
                new Place(Path.of("/volumes/x2/my media"), Optional.of(Path.of("a b")))),
            Path.of("/run/links"),
            LIMITS,
            List.of(new Argument.Literal("--server"), new Argument.Pattern("*\u00e9")));
    assertThat(new Launcher(PROGRAM, RSYNC, Confinement.REQUIRED).command(spec))
        .containsExactly(
            "/opt/launcher",
            "child",
            "--profile=sender",
            "--volume=/volumes/x1/db",
            "--volume=/volumes/x2/my%20media//a%20b",
            "--read=/run/links",
            "--execute=/usr/bin/rsync",
            "--execute=/lib64/ld-linux-x86-64.so.2",
            "--execute=/lib/ld-linux-aarch64.so.1",
            "--load=/lib",
            "--load=/lib64",
            "--load=/usr/lib",
            "--load=/usr/lib64",
            "--load=/etc/ld.so.cache",
            "--load=/etc/passwd",
            "--load=/etc/group",
            "--chdir=/run/links",
            "--limit-as=1073741824",
            "--limit-nofile=256",
            "--",
            "/usr/bin/rsync",
            "=--server",
            "*%2A%E9");
  }

  @Test
  void placeAsWorkingDirectoryIsNotOpenedASecondTime() {
    var place = new Place(Path.of("/volumes/x1/db"), Optional.of(Path.of("folder")));
    var spec = new ChildSpec(Profile.SENDER, List.of(place), place.path(), LIMITS, List.of());
    assertThat(new Launcher(PROGRAM, RSYNC, Confinement.REQUIRED).command(spec))
        .contains("--chdir=/volumes/x1/db/folder")
        .doesNotContain("--read=/volumes/x1/db/folder");
  }

  @Test
  void onlyBestEffortMayStartUnconfined() {
    var spec = new ChildSpec(Profile.SENDER, List.of(), Path.of("/run/links"), LIMITS, List.of());
    assertThat(new Launcher(PROGRAM, RSYNC, Confinement.BEST_EFFORT).command(spec))
        .contains("--best-effort");
    assertThat(new Launcher(PROGRAM, RSYNC, Confinement.REQUIRED).command(spec))
        .doesNotContain("--best-effort");
  }

  @Test
  void unavailableIsReadFromStandardError() {
    assertThat(Launcher.unavailable("volume 3 is not available\n")).isEqualTo(OptionalInt.of(3));
    assertThat(Launcher.unavailable("rsync: volume 3 is not available\n")).isEmpty();
    assertThat(Launcher.unavailable("")).isEmpty();
  }

  @Test
  void lockIsTakenOnTheFolderThatIsNamed() {
    var spec = new ChildSpec(Profile.SENDER, List.of(), Path.of("/run/links"), LIMITS, List.of());
    List<String> command = new Launcher(PROGRAM, RSYNC, Confinement.REQUIRED).command(spec);
    assertThat(Launcher.locking(Path.of("/srv/my folder"), command))
        .startsWith("/opt/launcher", "child")
        .contains("--lock=/srv/my%20folder")
        .containsAll(command);
  }
}
