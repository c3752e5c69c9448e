package io.backupaccess.operator.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.function.Consumer;

/**
 * The client of the informers: what nobody asks of an object is left out while it is read, before
 * any cache has it. Most of an object is its {@code managedFields}, and most of a pod its
 * containers: with a thousand gateways they would take more than all the rest of the operator.
 */
public final class WatchClient {

  private WatchClient() {}

  /**
   * A client of the same cluster with the same rights. The caller closes it.
   *
   * @param http says more about its requests
   */
  public static KubernetesClient of(KubernetesClient client, Consumer<HttpClient.Builder> http) {
    ObjectMapper mapper =
        ApiJson.mapper()
            .addMixIn(ObjectMeta.class, WithoutManagedFields.class)
            .addMixIn(Pod.class, ReducedPod.class)
            .addMixIn(PersistentVolumeClaim.class, ReducedClaim.class);
    return new KubernetesClientBuilder()
        .withConfig(client.getConfiguration())
        .withHttpClientBuilderConsumer(http)
        .withKubernetesSerialization(new KubernetesSerialization(mapper, true))
        .build();
  }

  @JsonIgnoreProperties("managedFields")
  private interface WithoutManagedFields {}

  @JsonDeserialize(converter = PodReducer.class)
  private interface ReducedPod {}

  @JsonDeserialize(converter = ClaimReducer.class)
  private interface ReducedClaim {}

  static final class PodReducer extends StdConverter<Pod, Pod> {
    @Override
    public Pod convert(Pod pod) {
      return Pods.reduced(pod);
    }
  }

  static final class ClaimReducer
      extends StdConverter<PersistentVolumeClaim, PersistentVolumeClaim> {
    @Override
    public PersistentVolumeClaim convert(PersistentVolumeClaim claim) {
      return Claim.reduced(claim);
    }
  }
}
