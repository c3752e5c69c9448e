package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/** Trees of files, and whether two are the same. */
public final class Trees {
  private Trees() {}

  /** Of each kind of file and name one; bash writes names that are not UTF-8. */
  public static void fill(Path folder) {
    Outcome made =
        Processes.bash(
            folder,
            """
            set -e
            mkdir -p deep/er/folder empty 'with space' .hidden
            echo one > deep/er/folder/one; echo two > 'with space/two words'; echo h > .hidden/h
            printf latin > $'caf\\xe9'; printf newline > $'two\\nlines'; printf star > '*'; printf b > 'back\\slash'
            printf dash > ./-rf; printf q > $'quo"te\\'s'; printf u > 'žluťoučký'
            ln -s ../outside escaping; ln -s deep/er/folder/one link; ln -s nowhere dangling; ln -s deep tofolder
            ln deep/er/folder/one hardlink
            truncate -s 30M sparse; printf end >> sparse
            head -c 3000000 /dev/urandom > large
            : > empty/zero; chmod 0600 large; chmod 0751 deep; touch -d '2001-02-03 04:05:06.789' deep/er/folder/one
            mkfifo pipe
            """);
    assertThat(made).isEqualTo(new Outcome(0, "", ""));
  }

  /** Compares names, contents, kinds, permissions, owners, times, hard links, both ways. */
  public static void assertSame(Path original, Path copy) {
    Outcome comparison =
        Processes.run(List.of("rsync", "-aHcni", "--delete", original + "/", copy + "/"));
    assertThat(comparison.err()).isEmpty();
    assertThat(comparison.out()).isEmpty();
    assertThat(comparison.exit()).isZero();
  }
}
