package io.backupaccess.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** What was not seen is most often not there, and is made without looking. */
final class Creation {

  private Creation() {}

  /** The object as it was made; empty: its name is taken. */
  static <T extends HasMetadata> Optional<T> create(KubernetesClient client, T object) {
    try {
      return Optional.of(client.resource(object).create());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
