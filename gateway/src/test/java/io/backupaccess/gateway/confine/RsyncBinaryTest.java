package io.backupaccess.gateway.confine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only an rsync that keeps to --confine-root may serve pulls. */
class RsyncBinaryTest {
  private static final Path PATH = Path.of("/usr/bin/rsync");

  @TempDir Path folder;

  @Test
  void rsyncOfThisMachineIsAccepted() throws Exception {
    RsyncBinary rsync = RsyncBinary.inspect(Programs.RSYNC);
    assertThat(rsync.path()).isEqualTo(Programs.RSYNC);
    assertThat(rsync.version()).matches("[3-9]\\.[0-9]+\\.[0-9]+.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5.0", "3.5.1pre1", "v3.6.0-12-gabcdef", "3.10.2", "4.0.0"})
  void versionsFrom350OnAreAccepted(String version) throws Exception {
    assertThat(RsyncBinary.judge(PATH, answer(version), 0).version())
        .isEqualTo(version.replace("v", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4.4", "3.2.7", "2.6.9", "3.4.99"})
  void olderVersionsAreRefusedByName(String version) {
    assertThatThrownBy(() -> RsyncBinary.judge(PATH, answer(version), 0))
        .isInstanceOf(UnsuitableRsyncException.class)
        .hasMessage(
            "/usr/bin/rsync is version " + version + "; the gateway needs rsync 3.5.0 or later");
  }

  @Test
  void programThatDoesNotKnowConfineRootIsRefused() throws Exception {
    Path old =
        program(
            """
            for option; do case $option in
              --confine-root*) echo "rsync: $option: unknown option" >&2; exit 1 ;;
            esac; done
            echo 'rsync  version 3.2.7  protocol version 31'
            """);
    assertThatThrownBy(() -> RsyncBinary.inspect(old))
        .isInstanceOf(UnsuitableRsyncException.class)
        .hasMessageContaining("does not know --confine-root")
        .hasMessageContaining("3.5.0 or later");
  }

  @Test
  void otherProgramsAreRefused() throws Exception {
    assertThatThrownBy(() -> RsyncBinary.inspect(folder.resolve("missing")))
        .isInstanceOf(UnsuitableRsyncException.class)
        .hasMessageContaining("cannot be run");
    Path other = program("echo hello");
    assertThatThrownBy(() -> RsyncBinary.inspect(other))
        .isInstanceOf(UnsuitableRsyncException.class)
        .hasMessageContaining("does not answer --version as rsync does");
  }

  private Path program(String body) throws IOException {
    Path program = folder.resolve("program");
    Files.writeString(program, "#!/bin/bash\n" + body);
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private static String answer(String version) {
    return "rsync  version " + version + "  protocol version 32\nCopyright (C) and others\n";
  }
}
