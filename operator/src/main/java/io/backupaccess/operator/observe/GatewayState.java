package io.backupaccess.operator.observe;

import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.naming.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runs now.
 *
 * @param deployment null: none
 * @param service null: none
 * @param report what the status port of the newest pod said, or where none is to stay, of the one
 *     that drains; null: it did not answer, or was not asked
 * @param serving the pods that take clients now, the newest first
 * @param pulls what all pods tell of pulls
 * @param unheard whether a pod is being asked for the first time, and its answer is still to come
 */
public record GatewayState(
    @Nullable DeploymentState deployment,
    List<GatewayPod> pods,
    @Nullable ServiceState service,
    @Nullable GatewayStatus report,
    List<Serving> serving,
    PullReport pulls,
    boolean unheard) {
  public GatewayState {
    pods = List.copyOf(pods);
    serving = List.copyOf(serving);
  }

  /**
   * A pod that is ready and takes new connections.
   *
   * @param report what its status port said
   */
  public record Serving(GatewayPod pod, GatewayStatus report) {}

  /** Nothing runs. */
  public static final GatewayState NOTHING =
      new GatewayState(null, List.of(), null, null, List.of(), PullReport.NOTHING, false);

  /** The state as the API server's answers to these writes say it. */
  public GatewayState after(List<HasMetadata> written) {
    DeploymentState newDeployment = deployment;
    ServiceState newService = service;
    for (HasMetadata object : written) {
      switch (object) {
        case Deployment answer when Labels.reader(answer).isEmpty() ->
            newDeployment = DeploymentState.of(answer);
        case Service answer -> newService = ServiceState.of(answer);
        default -> {}
      }
    }
    return new GatewayState(newDeployment, pods, newService, report, serving, pulls, unheard);
  }

  /** The same with a Deployment as the API server holds it. */
  GatewayState with(Deployment answer) {
    return new GatewayState(
        DeploymentState.of(answer), pods, service, report, serving, pulls, unheard);
  }

  /** The newest pod that is to stay. */
  public Optional<GatewayPod> newestPod() {
    return pods.stream().filter(pod -> !pod.terminating()).min(GatewayPod.NEWEST_FIRST);
  }

  /** What the status port of the pod said; empty: nothing, or the pod takes no clients now. */
  public Optional<GatewayStatus> report(GatewayPod pod) {
    return newestPod().filter(pod::equals).isPresent()
        ? Optional.ofNullable(report)
        : serving.stream().filter(one -> one.pod().equals(pod)).map(Serving::report).findFirst();
  }

  /** The pod that runs still and is on its way out, where there is no other. */
  public Optional<GatewayPod> drainingPod() {
    return newestPod().isPresent()
        ? Optional.empty()
        : pods.stream().filter(GatewayPod::running).min(GatewayPod.NEWEST_FIRST);
  }
}
