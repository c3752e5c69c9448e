package io.backupaccess.gateway.attack;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Programs that stand before the launcher and change the world that it finds. */
final class LauncherWrappers {
  /** The user of the gateway in a pod. */
  static final int GATEWAY_USER = 65532;

  private LauncherWrappers() {}

  /** The launcher on a kernel without Landlock. */
  static Path withoutLandlock(Path folder) {
    return withoutLandlock(folder, TestGateway.LAUNCHER);
  }

  private static Path withoutLandlock(Path folder, Path launcher) {
    Path program = folder.resolve("no-landlock");
    assertThat(
            Processes.run(
                List.of(
                    "cc",
                    "-O1",
                    "-Wall",
                    "-DLAUNCHER=\"" + launcher + "\"",
                    "-o",
                    program.toString(),
                    "src/test/c/no-landlock.c")))
        .satisfies(compiled -> assertThat(compiled.err()).isEmpty());
    return program;
  }

  /** The launcher in a container in which each pull has this many bytes of address space. */
  static Path withMemory(Path folder, long bytes) {
    return script(
        folder.resolve("little-memory"),
        """
        changed=()
        for argument; do
          case $argument in --limit-as=*) argument=--limit-as=%d ;; esac
          # The self-test starts the launcher once more, as the child.
          changed+=("${argument//"$0"/%s}")
        done
        exec %s "${changed[@]}"
        """
            .formatted(bytes, TestGateway.LAUNCHER, TestGateway.LAUNCHER));
  }

  /**
   * The launcher's children as the user that a gateway has in a pod, while the gateway of a test
   * runs as root. What it made for them is given to that user first.
   *
   * @param folder one that this user may reach
   * @param runtimeDirectory the gateway's
   */
  static Path unprivileged(Path folder, Path runtimeDirectory) {
    return unprivileged(folder, reachable(folder), runtimeDirectory);
  }

  /** The same on a kernel without Landlock. */
  static Path unprivilegedWithoutLandlock(Path folder, Path runtimeDirectory) {
    return unprivileged(folder, withoutLandlock(folder, reachable(folder)), runtimeDirectory);
  }

  /** A copy of the launcher: a checkout may lie where no other user gets. */
  private static Path reachable(Path folder) {
    Path copy = folder.resolve("launcher");
    try {
      Files.createDirectory(copy);
      for (String name : List.of("launcher", "rsync-preload.so")) {
        Files.copy(TestGateway.LAUNCHER.resolveSibling(name), copy.resolve(name), COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return copy.resolve("launcher");
  }

  private static Path unprivileged(Path folder, Path launcher, Path runtimeDirectory) {
    return script(
        folder.resolve("unprivileged"),
        """
        chown --recursive --no-dereference %1$d:%1$d %2$s
        exec setpriv --reuid=%1$d --regid=%1$d --clear-groups %3$s "${@//"$0"/%3$s}"
        """
            .formatted(GATEWAY_USER, runtimeDirectory, launcher));
  }

  /** The launcher, with the command line of each rsync that sends written to a file of its own. */
  static Path recording(Path folder, Path records) {
    return script(
        folder.resolve("recording"),
        """
        for argument; do
          # A literal argument stands behind an equals sign, a pattern behind an asterisk.
          [ "$argument" != =--sender ] || printf '%%s\\n' "${@#[=*]}" > "$(mktemp '%s/XXXXXX')"
        done
        exec %s "${@//"$0"/%s}"
        """
            .formatted(records, TestGateway.LAUNCHER, TestGateway.LAUNCHER));
  }

  private static Path script(Path program, String script) {
    try {
      Files.writeString(program, "#!/bin/bash\n" + script);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
      return program;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
