package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/** What the client's user may watch, as the API server says. */
public record OwnRights(KubernetesClient client) {

  /**
   * Whether objects of a kind may be listed and watched.
   *
   * @param group empty: the core group
   * @param namespace null: in all of them
   */
  public boolean mayWatch(String group, String resource, @Nullable String namespace) {
    try {
      return may("list", group, resource, namespace) && may("watch", group, resource, namespace);
    } catch (KubernetesClientException e) {
      // Whoever may not even ask may not watch.
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return false;
      }
      throw e;
    }
  }

  private boolean may(String verb, String group, String resource, @Nullable String namespace) {
    return client
        .authorization()
        .v1()
        .selfSubjectAccessReview()
        .create(
            new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withGroup(group)
                .withResource(resource)
                .withNamespace(namespace)
                .withVerb(verb)
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }
}
