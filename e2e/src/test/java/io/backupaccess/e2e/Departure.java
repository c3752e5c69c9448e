package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The end of a gateway's pod that has to make way. What is judged are the times that the API server
 * wrote down, so that it does not matter how busy the machine is when the test looks.
 */
final class Departure implements AutoCloseable {

  private static final Duration PROMISED = Duration.ofSeconds(10);

  private final CompletableFuture<Pod> gone = new CompletableFuture<>();
  private final Watch watch;

  /** Looks on from now on. */
  Departure(Scene scene, Pod pod) {
    watch =
        scene
            .kubernetes
            .pods()
            .inNamespace(scene.namespace)
            .withName(pod.getMetadata().getName())
            .watch(
                new Watcher<Pod>() {
                  @Override
                  public void eventReceived(Action action, Pod seen) {
                    if (action == Action.DELETED) {
                      gone.complete(seen);
                    }
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    gone.completeExceptionally(cause);
                  }
                });
  }

  /** Waits for it; it had to be over within ten seconds of that time. */
  void isDueSoonAfter(Instant needed) throws Exception {
    ObjectMeta last = gone.get(60, TimeUnit.SECONDS).getMetadata();
    Instant now = Instant.now();
    Instant due = Instant.parse(last.getDeletionTimestamp());
    System.out.printf(
        "%s was asked to go %s after it was in the way, with %s s for it, and gone after %s%n",
        last.getName(),
        Duration.between(needed, due.minusSeconds(last.getDeletionGracePeriodSeconds())),
        last.getDeletionGracePeriodSeconds(),
        Duration.between(needed, now));
    assertThat(due).isBeforeOrEqualTo(needed.plus(PROMISED));
  }

  @Override
  public void close() {
    watch.close();
  }
}
