package io.backupaccess.e2e;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A pull that goes on while the test does other things.
 *
 * @param result when it has ended
 */
record LongPull(Path copy, CompletableFuture<Command.Result> result) {

  private static final AtomicInteger COUNT = new AtomicInteger();

  /**
   * Returns when the volume's file {@code large} is being received. Its bytes show up later: rsync
   * writes them by 256 KiB. For a moment after a new pod is ready connections may be sent to where
   * the old one was: it tries again.
   */
  static LongPull begin(BackupHost host, BackupAccessStatus gateway, String volume)
      throws InterruptedException {
    Path copy = host.path("copy-of-" + volume + "-" + COUNT.incrementAndGet());
    AtomicReference<LongPull> pull = new AtomicReference<>(started(host, gateway, volume, copy));
    Scene.await(
        "the pull has begun",
        Duration.ofMinutes(1),
        () -> {
          boolean begun = copy.resolve("large").toFile().exists();
          if (!begun && !pull.get().goesOn()) {
            System.out.println("a pull did not begin: " + pull.get().end());
            pull.set(started(host, gateway, volume, copy));
          }
          return begun;
        });
    return pull.get();
  }

  private static LongPull started(
      BackupHost host, BackupAccessStatus gateway, String volume, Path copy) {
    // On a thread of its own: the client of Kubernetes needs those of the common pool.
    return new LongPull(
        copy,
        CompletableFuture.supplyAsync(
            () -> host.pull(gateway, "-a --inplace", "/" + volume + "/", copy),
            Thread::startVirtualThread));
  }

  boolean goesOn() {
    return !result.isDone();
  }

  Command.Result end() {
    return result.join();
  }
}
