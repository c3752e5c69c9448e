package io.backupaccess.operator.apply;

import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.observe.GatewayPod;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hurries a changed configuration into a running pod: the kubelet looks at a ConfigMap's mount
 * again as soon as anything in the pod's metadata changes, and otherwise within a minute or more.
 */
public final class ConfigurationPush {

  // A pod that does not take a configuration may be serving somebody who was revoked.
  private static final long GRACE_SECONDS = 5;
  private static final int NOT_FOUND = 404;

  private final KubernetesClient client;
  private final Clock clock;

  public ConfigurationPush(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Takes the next step until the gateway reports the digest; a pod that reports nothing is told
   * once.
   *
   * @param report null: the gateway did not say what it runs with
   * @return after which time to take another
   */
  public Optional<Duration> push(
      String namespace, GatewayPod pod, @Nullable GatewayStatus report, String digest) {
    boolean done =
        report == null
            ? PushStep.pushed(pod.annotations(), digest)
            : report.configurationDigest().equals(digest);
    if (done) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    PodResource target = client.pods().inNamespace(namespace).withName(pod.name());
    return switch (PushStep.next(pod.annotations(), digest, now)) {
      case PushStep.Rest(Duration left) -> Optional.of(left);
      case PushStep.Annotate(Instant since) -> {
        annotate(target, pod, digest, since, now);
        yield Optional.of(PushStep.OFTEN);
      }
      case PushStep.Replace replace -> {
        target.withGracePeriod(GRACE_SECONDS).delete();
        yield Optional.of(PushStep.OFTEN);
      }
    };
  }

  private static void annotate(
      PodResource target, GatewayPod pod, String digest, Instant since, Instant now) {
    Pod patch =
        new PodBuilder()
            .withNewMetadata()
            .withName(pod.name())
            .withAnnotations(
                Map.of(
                    PushStep.DIGEST,
                    digest,
                    PushStep.SINCE,
                    since.toString(),
                    PushStep.PUSHED_AT,
                    now.toString()))
            .endMetadata()
            .build();
    try {
      target.patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    } catch (KubernetesClientException e) {
      // Gone meanwhile: the next pod starts with the new configuration.
      if (e.getCode() != NOT_FOUND) {
        throw e;
      }
    }
  }
}
