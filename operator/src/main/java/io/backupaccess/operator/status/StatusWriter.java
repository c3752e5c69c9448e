package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.BackupAccessStatus.ConditionType;
import io.backupaccess.api.v1alpha1.ConfinementStatus;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.api.validation.Formats;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.apply.Rejection;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.Readers;
import io.backupaccess.operator.observe.ServiceState;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.Problem;
import io.backupaccess.operator.status.Verdict.Fine;
import io.backupaccess.operator.status.Verdict.Open;
import io.backupaccess.operator.status.Verdict.Wrong;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

  /**
   * The status that says what became of the plan.
   *
   * @param newest with the records of pulls so far, which may not be written yet; null: none
   */
  public BackupAccessStatus status(
      BackupAccess resource,
      @Nullable BackupAccessStatus newest,
      GatewayPlan wanted,
      GatewayState state,
      Readers readers,
      List<Rejection> rejections) {
    Mounts mounts = Mounts.of(state, readers);
    GatewayPlan plan = mounts.applied(wanted);
    Verdicts verdicts = new Verdicts(plan, state, readers, rejections, clock.instant());
    Optional<Endpoint> endpoint = Endpoint.of(resource.getSpec(), state);
    BackupAccessStatus before = resource.getStatus();
    ServedVolumes served =
        new ServedVolumes(
            plan, state.serving(), readers, before == null ? List.of() : before.volumes());
    Map<String, Verdict> parts = new LinkedHashMap<>();
    ClientAddresses clients = ClientAddresses.of(plan.route(), state.report());
    parts.put(ConditionType.ACCEPTED, verdicts.accepted());
    parts.put(ConditionType.RESOLVED_REFS, verdicts.resolvedRefs());
    parts.put(ConditionType.VOLUMES_READY, verdicts.volumesReady(served));
    parts.put(ConditionType.GATEWAY_READY, verdicts.gatewayReady());

    Long generation = resource.getMetadata().getGeneration();
    Conditions conditions =
        new Conditions(before == null ? List.of() : before.conditions(), generation, clock);
    Verdict ready = ready(parts, endpoint, state);
    conditions.add(ConditionType.READY, ready);
    parts.forEach(conditions::add);
    // Any client decides this, and nobody waits for a client.
    conditions.add(
        ConditionType.CLIENT_ADDRESS_VISIBLE, clients.verdict(resource.getSpec().keys()));
    // Until a key has expired it opens what it should, and nobody waits for it to be ready.
    conditions.add(ConditionType.KEYS_CURRENT, expiries(plan).verdict(clock.instant()));
    PullHistory history = PullHistory.of(resource, newest, state.pulls(), clock);
    freshness(resource.getSpec(), state, history)
        .ifPresent(verdict -> conditions.add(ConditionType.FRESH, verdict));
    Progress.add(conditions, ready, parts.values());

    List<VolumeStatus> volumes = new VolumeStatuses(served, mounts).of(plan.volumes());
    long count = volumes.stream().filter(VolumeStatus::served).count();
    List<Problem> problems =
        Stream.concat(
                plan.problems().stream(), clients.problems(resource.getSpec().keys()).stream())
            .toList();
    return BackupAccessStatus.builder()
        .observedGeneration(generation)
        .conditions(conditions.list())
        .addresses(endpoint.map(Endpoint::statuses).orElse(null))
        .knownHosts(
            KnownHosts.lines(plan, endpoint, before == null ? List.of() : before.knownHosts()))
        .command(endpoint.flatMap(e -> SampleCommand.of(plan, e)).orElse(null))
        .confinement(confinement(state.report()))
        .keys(
            new KeyStatuses(plan, problems, history, clock.instant()).of(resource.getSpec().keys()))
        .servedVolumes(count + "/" + volumes.size())
        .volumes(volumes)
        .lastPullTime(history.lastPullTime())
        .pullRecords(history.records())
        .claims(plan.claims())
        .build();
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
    return BackupAccessStatus.builder()
        .observedGeneration(generation)
        .conditions(conditions.list())
        .claims(before == null ? null : before.claims())
        .build();
  }

  private static Verdict ready(
      Map<String, Verdict> parts, Optional<Endpoint> endpoint, GatewayState state) {
    Optional<Map.Entry<String, Verdict>> wrong =
        parts.entrySet().stream()
            .filter(part -> part.getValue() instanceof Wrong)
            .findFirst()
            // What nobody knows is not ready either.
            .or(
                () ->
                    parts.entrySet().stream()
                        .filter(part -> part.getValue() instanceof Open)
                        .findFirst());
    if (wrong.isPresent()) {
      Verdict verdict = wrong.get().getValue();
      return new Wrong(verdict.reason(), wrong.get().getKey() + ": " + verdict.message());
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

  private static @Nullable ConfinementStatus confinement(@Nullable GatewayStatus report) {
    return report == null
        ? null
        : new ConfinementStatus(report.confinement().landlockAbi(), report.confinement().layers());
  }
}
