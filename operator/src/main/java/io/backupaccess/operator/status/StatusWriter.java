package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.BackupAccessStatus.ConditionType;
import io.backupaccess.api.v1alpha1.ConfinementStatus;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.KeyStatus;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.api.validation.Formats;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.apply.Rejection;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.observe.ServiceState;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.PlannedKey;
import io.backupaccess.operator.plan.PlannedVolume;
import io.backupaccess.operator.status.Verdict.Fine;
import io.backupaccess.operator.status.Verdict.Wrong;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the status of a resource. */
public final class StatusWriter {

  private final Clock clock;
  private final Duration expiryWarning;

  /**
   * @param expiryWarning how long before its end a key is told of
   */
  public StatusWriter(Clock clock, Duration expiryWarning) {
    this.clock = clock;
    this.expiryWarning = expiryWarning;
  }

  /** The status that says what became of the plan. */
  public BackupAccessStatus status(
      BackupAccess resource, GatewayPlan wanted, GatewayState state, List<Rejection> rejections) {
    Mounts mounts = Mounts.of(state.report());
    GatewayPlan plan = mounts.applied(wanted);
    Verdicts verdicts = new Verdicts(plan, state, rejections, clock.instant());
    Optional<Endpoint> endpoint = Endpoint.of(resource.getSpec(), state);
    Map<String, Verdict> parts = new LinkedHashMap<>();
    ClientAddresses clients = ClientAddresses.of(plan.route(), state.report());
    parts.put(
        ConditionType.ACCEPTED, verdicts.accepted(clients.problems(resource.getSpec().keys())));
    parts.put(ConditionType.VOLUMES_READY, verdicts.volumesReady());
    parts.put(ConditionType.GATEWAY_READY, verdicts.gatewayReady());

    BackupAccessStatus before = resource.getStatus();
    Long generation = resource.getMetadata().getGeneration();
    Conditions conditions =
        new Conditions(before == null ? List.of() : before.conditions(), generation, clock);
    Verdict ready = ready(parts, endpoint, state);
    conditions.add(ConditionType.READY, ready);
    parts.forEach(conditions::add);
    // Until a key has expired it opens what it should, and nobody waits for it to be ready.
    conditions.add(ConditionType.KEYS_CURRENT, expiries(plan).verdict(clock.instant()));
    PullHistory history = PullHistory.of(resource, state.pulls(), clock);
    freshness(resource.getSpec(), state, history)
        .ifPresent(verdict -> conditions.add(ConditionType.FRESH, verdict));
    Progress.add(conditions, ready, parts.values());

    List<VolumeStatus> volumes =
        plan.volumes().stream().map(volume -> volume(volume, mounts, state)).toList();
    long served = volumes.stream().filter(VolumeStatus::served).count();
    return new BackupAccessStatus(
        generation,
        conditions.list(),
        endpoint.map(Endpoint::address).orElse(null),
        endpoint.map(Endpoint::port).orElse(null),
        KnownHosts.lines(plan, endpoint, before == null ? List.of() : before.knownHosts()),
        endpoint.flatMap(e -> SampleCommand.of(plan, e)).orElse(null),
        confinement(state.report()),
        resource.getSpec().keys().stream().map(key -> key(key, plan, history)).toList(),
        served + "/" + volumes.size(),
        volumes,
        history.lastPull(),
        history.records(),
        clients.summary(),
        plan.claims());
  }

  /** How long the status stays as it is unless something changes; empty: for ever. */
  public Optional<Duration> lasts(GatewayPlan plan) {
    Instant now = clock.instant();
    return expiries(plan).next(now).map(next -> Duration.between(now, next));
  }

  private KeyExpiries expiries(GatewayPlan plan) {
    return KeyExpiries.of(plan.keys(), expiryWarning);
  }

  /** The status of a resource that has no spec at all. */
  public BackupAccessStatus withoutSpec(BackupAccess resource) {
    BackupAccessStatus before = resource.getStatus();
    Long generation = resource.getMetadata().getGeneration();
    Conditions conditions =
        new Conditions(before == null ? List.of() : before.conditions(), generation, clock);
    Wrong wrong = new Wrong("InvalidSpec", "spec: is missing");
    conditions.add(ConditionType.READY, wrong);
    conditions.add(ConditionType.ACCEPTED, wrong);
    Progress.add(conditions, wrong, List.of(wrong));
    return new BackupAccessStatus(
        generation,
        conditions.list(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        before == null ? null : before.claims());
  }

  private static Verdict ready(
      Map<String, Verdict> parts, Optional<Endpoint> endpoint, GatewayState state) {
    for (Map.Entry<String, Verdict> part : parts.entrySet()) {
      if (part.getValue() instanceof Wrong(String reason, String message)) {
        return new Wrong(reason, part.getKey() + ": " + message);
      }
    }
    return endpoint.isEmpty()
        ? new Wrong("AddressPending", addressPending(state.service()))
        : new Fine("Ready", "every volume is served");
  }

  private static String addressPending(@Nullable ServiceState service) {
    String pending =
        "the Service has no address yet: a LoadBalancer needs a controller that gives one; set"
            + " spec.endpoint.host where clients reach it otherwise";
    return service == null || service.failure() == null
        ? pending
        : pending + "; the Service's last Event is " + service.failure();
  }

  private Optional<Verdict> freshness(
      BackupAccessSpec spec, GatewayState state, PullHistory history) {
    return Optional.ofNullable(spec.freshness())
        .flatMap(wanted -> Formats.maxAge(wanted.maxAge()))
        .map(
            age ->
                new Freshness(spec, history, age, clock.instant(), state.pulls().silent())
                    .verdict());
  }

  private static KeyStatus key(KeySpec spec, GatewayPlan plan, PullHistory history) {
    List<String> fingerprints =
        plan.keys().stream()
            .filter(key -> key.config().name().equals(spec.name()))
            .findFirst()
            .map(PlannedKey::fingerprints)
            .orElse(List.of());
    return new KeyStatus(
        spec.name(), fingerprints, spec.expirationTime(), history.volumes(spec.name()));
  }

  private static VolumeStatus volume(PlannedVolume volume, Mounts mounts, GatewayState state) {
    Holder holder = volume.holder();
    String node = holder == null ? mountedOn(volume.claimName(), state) : holder.node();
    String pod = holder == null ? null : holder.pod();
    return switch (volume) {
      case PlannedVolume.Served served ->
          new VolumeStatus(
              served.name(),
              served.claimName(),
              true,
              served.permission().mode(),
              mounts.of(served),
              node,
              pod,
              served.problem() == null ? null : served.problem().message());
      case PlannedVolume.NotServed not ->
          new VolumeStatus(
              not.name(), not.claimName(), false, null, null, node, pod, not.problem().message());
    };
  }

  /** The node where the gateway has the claim mounted; null: nowhere. */
  private static @Nullable String mountedOn(String claim, GatewayState state) {
    return state
        .newestPod()
        .filter(pod -> pod.running() && pod.claims().contains(claim))
        .map(GatewayPod::node)
        .orElse(null);
  }

  private static @Nullable ConfinementStatus confinement(@Nullable GatewayStatus report) {
    return report == null
        ? null
        : new ConfinementStatus(report.confinement().landlockAbi(), report.confinement().layers());
  }
}
