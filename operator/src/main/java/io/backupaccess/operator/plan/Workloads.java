package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.GatewayState;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Deployments of a resource's gateway and readers, as far as they have the same.
 *
 * @param operation whether they run
 * @param maxWait the longest that a new template waits for transfers
 * @param now when the plan is made
 */
record Workloads(
    PodTemplate podTemplate,
    DesiredObjects objects,
    BackupAccessSpec spec,
    Granted granted,
    SeLinuxLevels levels,
    Map<String, Claim> claims,
    Duration drain,
    Operation operation,
    Duration maxWait,
    Instant now) {

  /**
   * What one of them has by itself.
   *
   * @param startsWith hash of what is read only at start
   * @param yields those of its pods that have to go
   */
  record One(
      PodRole role,
      List<PlannedVolume.Served> volumes,
      @Nullable PinnedNode pin,
      GatewayState state,
      Duration shutdownDelay,
      String startsWith,
      List<Yield> yields) {}

  /**
   * What becomes of it.
   *
   * @param deployment empty: it is left as it is
   * @param updateAt when a new pod takes the place of the present one at the latest; null: none is
   *     to
   */
  record Planned(Optional<Deployment> deployment, @Nullable Instant updateAt) {}

  Planned plan(One one) {
    // One that is left as it is would make the same pod again where that has to go.
    if (operation instanceof Operation.LeftAsIs && one.yields().isEmpty()) {
      return new Planned(Optional.empty(), null);
    }
    boolean runs = operation instanceof Operation.Runs;
    PodTemplateSpec template = PodUpdate.marked(podTemplate.of(objects.annotations(), inputs(one)));
    PodUpdate update =
        runs && one.yields().isEmpty()
            ? PodUpdate.of(template, one.state(), maxWait, now)
            : PodUpdate.AT_ONCE;
    if (update.timing() == PodUpdate.Timing.UNDECIDED) {
      return new Planned(Optional.empty(), null);
    }
    Deployment deployment =
        objects.deployment(
            one.role(),
            template,
            runs ? 1 : 0,
            one.yields().isEmpty() && shareable(one.volumes()),
            one.pin(),
            levels,
            update);
    return new Planned(Optional.of(deployment), update.until(maxWait));
  }

  /** Whether pods on different nodes can have all of the claims at once. */
  boolean shareable(List<PlannedVolume.Served> volumes) {
    return volumes.stream()
        .allMatch(volume -> Objects.requireNonNull(claims.get(volume.claimName())).shareable());
  }

  private PodTemplate.Inputs inputs(One one) {
    return new PodTemplate.Inputs(
        one.role(),
        spec.files(),
        spec.pods(),
        granted,
        levels.level(),
        one.volumes(),
        claims,
        one.pin(),
        one.shutdownDelay(),
        drain,
        one.startsWith());
  }
}
