package io.backupaccess.operator.chart;

import io.backupaccess.kubeapi.KubeApiServer;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What the API server lets somebody do, asked as that somebody. */
final class Rights implements AutoCloseable {

  private static final int LIMIT_SECONDS = 60;

  private final KubernetesClient client;

  Rights(KubeApiServer server, String namespace, String serviceAccount) {
    client = server.clientAs(namespace, serviceAccount);
  }

  KubernetesClient client() {
    return client;
  }

  /**
   * @param what {@code group/resource:verb}, or {@code group/resource/subresource:verb}
   * @param namespace null: everywhere
   */
  boolean allow(String what, @Nullable String namespace) {
    int colon = what.lastIndexOf(':');
    String[] parts = what.substring(0, colon).split("/", 3);
    var review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withGroup(parts[0])
            .withResource(parts[1])
            .withSubresource(parts.length == 3 ? parts[2] : null)
            .withVerb(what.substring(colon + 1))
            .withNamespace(namespace)
            .endResourceAttributes()
            .endSpec()
            .build();
    return client
        .authorization()
        .v1()
        .selfSubjectAccessReview()
        .create(review)
        .getStatus()
        .getAllowed();
  }

  /** Roles take effect, and are aggregated, a moment after they were made. */
  void await(String what, @Nullable String namespace) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!allow(what, namespace)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not allowed: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
