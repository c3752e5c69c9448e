package io.backupaccess.e2e;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A pull that goes on while the test does other things.
 *
 * @param result when it has ended
 */
record LongPull(Path copy, CompletableFuture<Command.Result> result) {

  /**
   * Returns when the volume's file {@code large} is being received. Its bytes show up later: rsync
   * writes them by 256 KiB.
   */
  static LongPull begin(BackupHost host, BackupAccessStatus gateway, String volume)
      throws InterruptedException {
    Path copy = host.path("copy-of-" + volume);
    // On a thread of its own: the client of Kubernetes needs those of the common pool.
    CompletableFuture<Command.Result> result =
        CompletableFuture.supplyAsync(
            () -> host.pull(gateway, "-a --inplace", "/" + volume + "/", copy),
            Thread::startVirtualThread);
    Scene.await(
        "the pull has begun", Duration.ofMinutes(1), () -> Files.exists(copy.resolve("large")));
    return new LongPull(copy, result);
  }

  boolean goesOn() {
    return !result.isDone();
  }

  Command.Result end() {
    return result.join();
  }
}
