package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Programs that stand before the launcher and change the world that it finds. */
final class Stand {
  private Stand() {}

  /** The launcher on a kernel without Landlock. */
  static Path withoutLandlock(Path folder) {
    Path program = folder.resolve("no-landlock");
    assertThat(
            Processes.run(
                List.of(
                    "cc",
                    "-O1",
                    "-Wall",
                    "-DLAUNCHER=\"" + TestGateway.LAUNCHER + "\"",
                    "-o",
                    program.toString(),
                    "src/test/c/no-landlock.c")))
        .satisfies(compiled -> assertThat(compiled.err()).isEmpty());
    return program;
  }

  /** The launcher in a container in which each pull has this many bytes of address space. */
  static Path withMemory(Path folder, long bytes) {
    try {
      Path program = folder.resolve("little-memory");
      Files.writeString(
          program,
          """
          #!/bin/bash
          changed=()
          for argument; do
            case $argument in --limit-as=*) argument=--limit-as=%1$d ;; esac
            # The self-test starts the launcher once more, as the child.
            changed+=("${argument//"$0"/%2$s}")
          done
          exec %2$s "${changed[@]}"
          """
              .formatted(bytes, TestGateway.LAUNCHER));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
      return program;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
