package io.backupaccess.gateway.rrsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code -absolute}: the real path of what is served names it, too. */
class AbsolutePathTest extends BehindOpenSsh {
  private Path copy;

  @BeforeEach
  void serve() throws IOException {
    served = Files.createDirectories(folder.resolve("srv/my [data]"));
    Files.writeString(Files.createDirectory(served.resolve("sub")).resolve("file"), "file");
    copy = folder.resolve("copy");
    forcing("-ro -absolute '" + served + "'");
  }

  private String copied(Object... arguments) {
    String[] words = new String[arguments.length + 2];
    words[0] = "-a";
    for (int i = 0; i < arguments.length; i++) {
      words[i + 1] = arguments[i].toString();
    }
    words[words.length - 1] = copy + "/";
    assertThat(sshd.rsync(words)).isEqualTo(new Outcome(0, "", ""));
    return Processes.bash(copy, "find . -type f -printf '%P '").out();
  }

  @Test
  void folderInItIsNamedByItsRealPath() {
    assertThat(copied("h:" + served + "/sub")).isEqualTo("sub/file ");
  }

  @Test
  void folderInItIsNamedFromTheServedFolderAsWell() {
    assertThat(copied("h:/sub")).isEqualTo("sub/file ");
  }

  @Test
  void servedFolderItselfIsNamed() {
    assertThat(copied("h:" + served)).isEqualTo("my [data]/sub/file ");
  }

  @Test
  void contentsOfTheServedFolderAreNamed() {
    assertThat(copied("h:" + served + "/")).isEqualTo("sub/file ");
  }

  @Test
  void relativeKeepsTheWholePath() {
    assertThat(copied("-R", "h:" + served + "/sub"))
        .isEqualTo(served.toString().substring(1) + "/sub/file ");
  }

  @Test
  void relativeKeepsWhatFollowsTheMarker() {
    assertThat(copied("-R", "h:" + folder + "/./srv/my [data]/sub"))
        .isEqualTo("srv/my [data]/sub/file ");
  }

  @Test
  void otherAbsolutePathsAreLookedForInTheServedFolder() {
    Outcome pull = sshd.rsync("-a", "h:" + folder + "/", copy + "/");
    assertThat(pull.exit()).isEqualTo(23);
    assertThat(pull.err()).contains("No such file or directory");
  }

  @Test
  void relativePathIsNotTakenForAnAbsoluteOne() {
    assertThat(sshd.rsync("-a", "h:" + served.toString().substring(1) + "/sub", copy + "/").exit())
        .isEqualTo(23);
  }

  @Test
  void withoutTheOptionNoRealPathIsKnown() {
    forcing("-ro '" + served + "'");
    assertThat(sshd.rsync("-a", "h:" + served + "/sub", copy + "/").exit()).isEqualTo(23);
  }
}
