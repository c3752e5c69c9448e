package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 13: a folder becomes a link to another volume, and back, while it is read. */
class SwapRaceTest {
  /** Pulls that meet the link before a test is content, and those it makes to get there. */
  private static final int ENOUGH = 20;

  private static final int TRIES = 300;

  private static final List<String> SOURCES = List.of("db/flip/", "db/fl*/secret1");

  @TempDir Path folder;
  @TempDir Path copies;

  private final AtomicBoolean done = new AtomicBoolean();
  private Scene scene;
  private Thread swapper;

  @BeforeEach
  void swap() throws IOException {
    scene = Scene.in(folder);
    scene.owner("mkdir flip; for i in $(seq 50); do echo honest > flip/secret$i; done");
    for (int i = 1; i <= 50; i++) {
      Files.writeString(scene.other().resolve("secret" + i), Scene.SECRET);
    }
    Path flip = scene.db().resolve("flip");
    Path aside = scene.db().resolve("aside");
    swapper = Thread.ofPlatform().start(() -> swap(flip, aside));
  }

  @AfterEach
  void stop() throws InterruptedException {
    done.set(true);
    swapper.join();
    scene.close();
  }

  private void swap(Path flip, Path aside) {
    try {
      while (!done.get()) {
        Files.move(flip, aside, StandardCopyOption.ATOMIC_MOVE);
        Files.createSymbolicLink(flip, Path.of("../other"));
        Thread.onSpinWait();
        Files.delete(flip);
        Files.move(aside, flip, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "row 13: {0}")
  @ValueSource(strings = {"-a --no-i-r", "-aL", "-ac"})
  void whatIsSwappedYieldsNothing(String options) {
    int met = 0;
    for (int i = 0; met < ENOUGH && i < TRIES; i++) {
      Path copy = copies.resolve("ours" + i);
      Outcome pulled = scene.rsync(options, SOURCES, copy);
      assertThat(Scene.contents(copy)).doesNotContain(Scene.SECRET);
      // What is behind the link is answered as what is missing, which the folder is in between,
      // too.
      if (pulled.err().contains("No such file or directory (2)")
          || pulled.err().contains("vanished")) {
        met++;
      }
    }
    assertThat(met).as("pulls that the swap disturbed").isPositive();
    assertThat(swapper.isAlive()).isTrue();
  }

  @ParameterizedTest(name = "row 13: {0}, and what a plain rsync makes of it")
  @ValueSource(strings = {"-a --no-i-r", "-aL", "-ac"})
  void aPlainRsyncYieldsTheSecret(String options) {
    for (int i = 0; i < TRIES; i++) {
      Path copy = copies.resolve("plain" + i);
      scene.plainRsync(options, SOURCES, copy);
      if (Scene.contents(copy).contains(Scene.SECRET)) {
        return;
      }
    }
    throw new AssertionError("no pull met the link");
  }
}
