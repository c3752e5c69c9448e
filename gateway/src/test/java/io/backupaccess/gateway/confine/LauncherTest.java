package io.backupaccess.gateway.confine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher is told. */
class LauncherTest {
  private static final Path PROGRAM = Path.of("/opt/launcher");
  private static final Path RSYNC = Path.of("/usr/bin/rsync");
  private static final Limits LIMITS = new Limits(1L << 30, 256);

  @Test
  void commandLineNamesTheExportsAndNothingElseOfTheVolumes() {
    var spec =
        new ChildSpec(
            Profile.SENDER,
            List.of(new Export("/volumes/x1/db", null), new Export("/volumes/x2/my media", "a b")),
            "/run/farm",
            LIMITS,
            List.of(
                Argument.literal("--server"),
                Argument.pattern("*\u00e9".getBytes(StandardCharsets.ISO_8859_1))));
    assertThat(new Launcher(PROGRAM, RSYNC, Confinement.REQUIRED).command(spec))
        .containsExactly(
            "/opt/launcher",
            "child",
            "--profile=sender",
            "--export=/volumes/x1/db",
            "--export=/volumes/x2/my%20media//a%20b",
            "--read=/run/farm",
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
            "--chdir=/run/farm",
            "--limit-as=1073741824",
            "--limit-nofile=256",
            "--",
            "/usr/bin/rsync",
            "=--server",
            "*%2A%E9");
  }

  @Test
  void exportAsWorkingDirectoryIsNotOpenedASecondTime() {
    var export = new Export("/volumes/x1/db", "folder");
    var spec = new ChildSpec(Profile.SENDER, List.of(export), export.path(), LIMITS, List.of());
    assertThat(new Launcher(PROGRAM, RSYNC, Confinement.REQUIRED).command(spec))
        .contains("--chdir=/volumes/x1/db/folder")
        .doesNotContain("--read=/volumes/x1/db/folder");
  }

  @Test
  void onlyBestEffortMayStartUnconfined() {
    var spec = new ChildSpec(Profile.SENDER, List.of(), "/run/farm", LIMITS, List.of());
    assertThat(new Launcher(PROGRAM, RSYNC, Confinement.BEST_EFFORT).command(spec))
        .contains("--best-effort");
    assertThat(new Launcher(PROGRAM, RSYNC, Confinement.REQUIRED).command(spec))
        .doesNotContain("--best-effort");
  }

  @Test
  void unavailableExportIsReadFromStandardError() {
    assertThat(Launcher.unavailableExport("export 3 is not available\n"))
        .isEqualTo(OptionalInt.of(3));
    assertThat(Launcher.unavailableExport("rsync: export 3 is not available\n")).isEmpty();
    assertThat(Launcher.unavailableExport("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a", "..", "../a", "a/../b", "a/..", ".", "a//b", "a/", "./a"})
  void folderThatIsNotPlainlyBeneathIsRefused(String folder) {
    assertThatThrownBy(() -> new Export("/volumes/x1/db", folder))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "relative", "/a//b"})
  void mountThatIsNotAnAbsolutePathIsRefused(String mount) {
    assertThatThrownBy(() -> new Export(mount, null)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wholeMachineCanBeAnExportButNoFolderBeneathIt() {
    assertThat(new Export("/", null).path()).isEqualTo("/");
    assertThatThrownBy(() -> new Export("/", "a")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void lockIsTakenOnTheFolderThatIsNamed() {
    var spec = new ChildSpec(Profile.SENDER, List.of(), "/run/farm", LIMITS, List.of());
    List<String> command = new Launcher(PROGRAM, RSYNC, Confinement.REQUIRED).command(spec);
    assertThat(Launcher.locking("/srv/my folder", command))
        .startsWith("/opt/launcher", "child")
        .contains("--lock=/srv/my%20folder")
        .containsAll(command);
  }
}
