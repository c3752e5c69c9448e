package io.backupaccess.gateway.config;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatchTest {
  private static final String GRANTED =
      """
      {"keys": [{"name": "a", "grants": [{"volume": "db"}], "authorizedKeys":
        ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP32c6w3DqRLhSRgjTh5SwsQqQBRyU9APVY33RMnIV0o"]}],
       "volumes": [{"name": "db", "mount": "/volumes/x/db"}]}
      """;

  @TempDir Path folder;

  private final BlockingQueue<Integer> keysInForce = new LinkedBlockingQueue<>();

  private Integer next() throws InterruptedException {
    return keysInForce.poll(60, TimeUnit.SECONDS);
  }

  @Test
  void whatCannotBeAppliedGrantsNothingUntilItCan() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("gateway.json"), GRANTED);
    AtomicBoolean broken = new AtomicBoolean();
    try (ConfigWatch watch =
        new ConfigWatch(
            new ConfigFile(file),
            Set.of(),
            read -> {
              if (broken.get()) {
                throw new StackOverflowError("thrown by the test");
              }
              return read;
            })) {
      assertThat(watch.current().grants()).hasSize(1);
      broken.set(true);
      watch.start(changed -> keysInForce.add(changed.grants().size()));
      Files.writeString(file, GRANTED + " ");
      assertThat(next()).isZero();
      awaitThat("no key is accepted", () -> watch.current().grants().isEmpty());
      broken.set(false);
      assertThat(next()).isEqualTo(1);
      awaitThat("the key is accepted", () -> watch.current().grants().size() == 1);
    }
  }

  @Test
  void aListenerThatFailsOnceIsToldAgain() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("gateway.json"), GRANTED);
    AtomicBoolean fails = new AtomicBoolean(true);
    try (ConfigWatch watch = new ConfigWatch(new ConfigFile(file), Set.of(), read -> read)) {
      watch.start(
          changed -> {
            keysInForce.add(changed.grants().size());
            if (fails.getAndSet(false)) {
              throw new IllegalStateException("thrown by the test");
            }
          });
      Files.writeString(file, GRANTED + " ");
      assertThat(next()).isEqualTo(1);
      assertThat(next()).isZero();
      assertThat(next()).isEqualTo(1);
    }
  }
}
