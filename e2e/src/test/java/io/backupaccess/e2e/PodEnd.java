package io.backupaccess.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The end of a gateway's pod that has to go at once, whatever runs there. How long that takes is
 * printed only: it is a matter of how busy the machine is with tests.
 */
final class PodEnd implements AutoCloseable {

  private static final long LIMIT_MINUTES = 5;

  private final Scene scene;
  private final String pod;
  private final CompletableFuture<Instant> gone = new CompletableFuture<>();
  private final Watch watch;

  /** Looks on from now on. */
  PodEnd(Scene scene, Pod pod) {
    this.scene = scene;
    this.pod = pod.getMetadata().getName();
    this.watch =
        scene
            .kubernetes
            .pods()
            .inNamespace(scene.namespace)
            .withName(this.pod)
            .watch(
                new Watcher<>() {
                  @Override
                  public void eventReceived(Action action, Pod seen) {
                    if (action == Action.DELETED) {
                      gone.complete(Instant.now());
                    }
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    gone.completeExceptionally(cause);
                  }
                });
  }

  /** Waits until the pod's object is gone. */
  void happens(Instant needed) throws Exception {
    Instant end = gone.get(LIMIT_MINUTES, TimeUnit.MINUTES);
    Instant told = told();
    System.out.printf(
        "%s: the operator noticed after %d ms, and it was gone after %d ms more%n",
        pod, Duration.between(needed, told).toMillis(), Duration.between(told, end).toMillis());
  }

  private Instant told() {
    Event event =
        scene
            .kubernetes
            .events()
            .v1()
            .events()
            .inNamespace(scene.namespace)
            .list()
            .getItems()
            .stream()
            .filter(each -> each.getNote().contains("pod " + pod + " ends its transfers and goes"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no Event tells that " + pod + " goes"));
    return ZonedDateTime.parse(event.getEventTime().getTime()).toInstant();
  }

  @Override
  public void close() {
    watch.close();
  }
}
