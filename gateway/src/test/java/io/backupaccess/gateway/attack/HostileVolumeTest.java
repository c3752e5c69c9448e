package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees that an owner makes to harm whoever reads them: row 15, and more. */
class HostileVolumeTest {
  @TempDir Path folder;
  @TempDir Path copies;

  private Scene scene;

  @BeforeEach
  void start() {
    scene = Scene.in(folder);
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  @Test
  void row15NothingWaitsForAPipeOrASocket() {
    scene.owner(
        """
        mkfifo pipe sub/pipe
        perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, pack_sockaddr_un("socket"))'
        """);
    assertThat(scene.rsync("-a", List.of("db/"), copies)).isEqualTo(new Outcome(0, "", ""));
    assertThat(Processes.bash(copies, "test -p pipe -a -p sub/pipe -a -S socket").exit())
        .as("they are in what is pulled, and arrive as what they are")
        .isZero();
    Path others = copies.resolve("others");
    assertThat(scene.rsync("-rlptL", List.of("db/"), others).exit()).isZero();
    assertThat(scene.rsync("-rlptL", List.of("db/pipe", "db/socket"), others).exit()).isZero();
    assertThat(others.resolve("file")).exists();
    assertThat(others.resolve("pipe")).doesNotExist();
    assertThat(others.resolve("socket")).doesNotExist();
  }

  /** A plain rsync opens the device, and makes a file of what it finds there. */
  @Test
  void row15ADeviceIsSentAsANodeAndNeverRead() {
    assumeTrue(Processes.bash(scene.db(), "mknod zero c 1 5").exit() == 0, "needs root: mknod");
    assertThat(scene.rsync("-a", List.of("db/"), copies.resolve("node")).exit()).isZero();
    assertThat(Processes.bash(copies, "stat -c '%F %t:%T' node/zero").out())
        .isEqualTo("character special file 1:5\n");
    assertThat(scene.rsync("-rlpt", List.of("db/"), copies.resolve("none")).exit()).isZero();
    assertThat(copies.resolve("none/zero")).doesNotExist();

    Outcome read = scene.rsync("-rlpt --copy-devices", List.of("db/zero"), copies.resolve("ours"));
    assertThat(read.exit()).isNotZero();
    assertThat(copies.resolve("ours/zero")).doesNotExist();
    scene.plainRsync("-rlpt --copy-devices", List.of("db/zero"), copies.resolve("plain"));
    assertThat(copies.resolve("plain/zero")).isRegularFile();
  }

  @Test
  void oddNamesManyNamesAndDepthArriveWhole() {
    scene.owner(
        """
        printf x > $'\\e[31mred'; printf y > $'line\\nline'; printf z > $'tab\\t'; printf n > $'\\xff\\xfe'
        mkdir many; (cd many; seq 1 20000 | xargs touch)
        d=deep; for i in $(seq 1 300); do d=$d/d; done; mkdir -p $d; echo bottom > $d/bottom
        """);
    assertThat(scene.rsync("-a", List.of("db/"), copies)).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(scene.db(), copies);
  }

  @Test
  void filesThatGrowShrinkAndVanishLeaveTheOthersWhole() throws Exception {
    scene.owner("for i in $(seq 1 200); do head -c 20000 /dev/zero > moving$i; done");
    AtomicBoolean done = new AtomicBoolean();
    Thread owner = Thread.ofPlatform().start(() -> change(scene.db(), done));
    Outcome pulled;
    try {
      pulled = scene.rsync("-a", List.of("db/"), copies);
    } finally {
      done.set(true);
      owner.join();
    }
    assertThat(pulled.exit()).isIn(0, 23, 24);
    assertThat(copies.resolve("file")).hasContent("granted");
    assertThat(scene.client().command("true").exit()).isZero();
  }

  private static void change(Path volume, AtomicBoolean done) {
    try {
      for (int i = 1; !done.get(); i = i % 200 + 1) {
        Path file = volume.resolve("moving" + i);
        switch (i % 3) {
          case 0 -> Files.deleteIfExists(file);
          case 1 -> Files.write(file, new byte[10], StandardOpenOption.TRUNCATE_EXISTING);
          default -> Files.write(file, new byte[50_000], StandardOpenOption.APPEND);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
