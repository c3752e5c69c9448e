package io.backupaccess.operator.apply;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.observe.BoundedMap;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.Operation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hurries a changed configuration into a running pod: the kubelet looks at a ConfigMap's mount
 * again as soon as anything in the pod's metadata changes, and otherwise within a minute or more.
 */
public final class ConfigurationPush {

  // A pod that does not take a configuration may be serving somebody who was revoked.
  private static final long GRACE_SECONDS = 5;

  /** The kubelet looks by itself after a minute or more. */
  private static final Duration UNHURRIED = Duration.ofMinutes(3);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int MAX_PODS = 1000;

  private final KubernetesClient client;
  private final Clock clock;

  /** Where no annotation can remember it. */
  private final Map<String, Unannotated> unannotatedByPodUid = BoundedMap.of(MAX_PODS);

  private record Unannotated(String digest, Instant since) {}

  public ConfigurationPush(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Takes the next step with the pods that are to stay, of which there are two while one replaces
   * the other, and that run with another configuration than planned. The newest may be about to say
   * with which it runs.
   *
   * @return after which time to take another
   */
  public Optional<Duration> push(
      BackupAccess resource, Facts facts, GatewayPlan plan, Attempts attempts) {
    if (!(plan.operation() instanceof Operation.Runs)) {
      return Optional.empty();
    }
    String namespace = resource.getMetadata().getNamespace();
    Stream<Duration> ofReaders =
        plan.readers().stream()
            .filter(reader -> reader.planned() && !reader.digest().isEmpty())
            .flatMap(
                reader ->
                    facts.readers().find(reader.id()).stream()
                        .flatMap(
                            found -> push(namespace, found.state(), reader.digest(), attempts)));
    return Stream.concat(
            push(namespace, facts.gateway(), plan.configurationDigest(), attempts), ofReaders)
        .min(Comparator.naturalOrder());
  }

  private Stream<Duration> push(
      String namespace, GatewayState state, String digest, Attempts attempts) {
    GatewayPod newest = state.newestPod().orElse(null);
    return state.pods().stream()
        .filter(pod -> pod.running() && !pod.terminating())
        .filter(pod -> !(pod.equals(newest) && state.report() == null && state.unheard()))
        .flatMap(
            pod -> {
              GatewayStatus report = pod.equals(newest) ? state.report() : null;
              return push(namespace, pod, report, digest, attempts).stream();
            });
  }

  /**
   * Takes the next step until the gateway reports the digest; a pod that reports nothing is told
   * once. A step that fails is taken again.
   *
   * @param report null: the gateway did not say what it runs with
   * @return after which time to take another
   */
  public Optional<Duration> push(
      String namespace,
      GatewayPod pod,
      @Nullable GatewayStatus report,
      String digest,
      Attempts attempts) {
    boolean done =
        report == null
            ? PushStep.pushed(pod.annotations(), digest)
            : report.configurationDigest().equals(digest);
    if (done) {
      unannotatedByPodUid.remove(pod.uid());
      return Optional.empty();
    }
    Instant now = clock.instant();
    PodResource target = client.pods().inNamespace(namespace).withName(pod.name());
    return switch (next(pod, report, digest, now)) {
      case PushStep.Rest(Duration left) -> Optional.of(left);
      case PushStep.Annotate(Instant since) -> {
        boolean told =
            attempts.attemptOnPod(
                namespace, pod.name(), () -> annotate(target, pod, digest, since, now));
        remember(pod, digest, told, now);
        yield Optional.of(told ? PushStep.OFTEN : AFTER_FAILURE);
      }
      case PushStep.Replace replace -> {
        boolean deleted =
            attempts.attemptOnPod(
                namespace, pod.name(), target.withGracePeriod(GRACE_SECONDS)::delete);
        yield Optional.of(deleted ? PushStep.OFTEN : AFTER_FAILURE);
      }
    };
  }

  private PushStep next(
      GatewayPod pod, @Nullable GatewayStatus report, String digest, Instant now) {
    Unannotated unannotated = unannotatedByPodUid.get(pod.uid());
    return report != null
            && unannotated != null
            && unannotated.digest().equals(digest)
            && !now.isBefore(unannotated.since().plus(UNHURRIED))
        ? new PushStep.Replace()
        : PushStep.next(pod.annotations(), digest, now);
  }

  private void remember(GatewayPod pod, String digest, boolean told, Instant now) {
    Unannotated before = unannotatedByPodUid.get(pod.uid());
    if (told) {
      unannotatedByPodUid.remove(pod.uid());
    } else if (before == null || !before.digest().equals(digest)) {
      unannotatedByPodUid.put(pod.uid(), new Unannotated(digest, now));
    }
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
    target.patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }
}
