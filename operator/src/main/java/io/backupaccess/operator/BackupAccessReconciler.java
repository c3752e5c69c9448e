package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.operator.apply.Attempts;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.Planner;
import io.backupaccess.operator.status.StatusWriter;
import io.backupaccess.operator.status.StatusWrites;
import io.backupaccess.operator.status.Warnings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes, plans, applies, reports. Once it has observed, a step that fails keeps no later one
 * from being taken, and is reported.
 */
public final class BackupAccessReconciler implements Reconciler<BackupAccess>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BackupAccessReconciler.class);

  // Secrets without a label of ours and namespaces are not watched, so mended ones are found by
  // looking.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
  // While a namespace allows writing: how soon it is noticed that it does not any more.
  private static final Duration LOOK_FOR_CONSENT = Duration.ofSeconds(5);
  // A first answer causes a turn, and so does its absence, which takes less than that.
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);
  // A reader has its keys in the turn after the first that plans it.
  private static final Duration KEYS = Duration.ofMillis(200);
  // Once the status is written.
  private static final Duration ACKNOWLEDGE = Duration.ofSeconds(1);

  private final Function<EventSourceContext<BackupAccess>, Collaborators> connect;
  private final Planner planner;
  private final StatusWriter statusWriter;
  private final StatusWrites writes;
  private final LoopHealth health;
  private @Nullable Collaborators connected;

  /**
   * @param connect makes what talks to the cluster, once the framework is ready for it
   */
  public BackupAccessReconciler(
      Function<EventSourceContext<BackupAccess>, Collaborators> connect,
      Planner planner,
      StatusWriter statusWriter,
      StatusWrites writes,
      LoopHealth health) {
    this.connect = connect;
    this.planner = planner;
    this.statusWriter = statusWriter;
    this.writes = writes;
    this.health = health;
  }

  @Override
  public List<EventSource<?, BackupAccess>> prepareEventSources(
      EventSourceContext<BackupAccess> context) {
    connected = connect.apply(context);
    return connected.eventSources();
  }

  @Override
  public UpdateControl<BackupAccess> reconcile(
      BackupAccess resource, Context<BackupAccess> context) {
    return health.turn(() -> reconcile(resource));
  }

  private UpdateControl<BackupAccess> reconcile(BackupAccess resource) {
    if (resource.getSpec() == null) {
      return control(resource, statusWriter.withoutSpec(resource), LOOK_AGAIN);
    }
    Collaborators cluster = Objects.requireNonNull(connected);
    NextTurn next = NextTurn.of(resource);
    Attempts attempts = new Attempts();
    Facts facts =
        cluster.secrets().complete(resource, cluster.observer().observe(resource), attempts);
    GatewayPlan plan = planner.plan(resource, facts);
    cluster.yielding().announce(resource, facts, plan.yields());
    List<HasMetadata> written = cluster.applier().apply(plan.objects(), attempts);
    cluster.formerReaders().remove(resource, facts, plan, attempts);
    next.within(cluster.push().push(resource, facts, plan, attempts));
    next.within(cluster.enforcement().enforce(facts, plan));
    next.within(cluster.yielding().advance(resource, plan.yields(), attempts));
    next.within(statusWriter.lasts(plan));
    if (attempts.anyMayPass()) {
      next.within(TRY_AGAIN);
    }
    if (plan.writes()) {
      next.within(LOOK_FOR_CONSENT);
    }
    if (plan.keysPending() && attempts.rejections().isEmpty()) {
      next.within(KEYS);
    }
    if (facts.unheard()) {
      // What a gateway says decides on the status, and comes in a moment.
      next.within(FIRST_ANSWER);
      return UpdateControl.<BackupAccess>noUpdate().rescheduleAfter(next.delay());
    }
    return report(cluster, resource, plan, facts.after(written), attempts, next);
  }

  private UpdateControl<BackupAccess> report(
      Collaborators cluster,
      BackupAccess resource,
      GatewayPlan plan,
      Facts facts,
      Attempts attempts,
      NextTurn next) {
    GatewayState state = facts.gateway();
    String uid = resource.getMetadata().getUid();
    BackupAccessStatus before = resource.getStatus();
    BackupAccessStatus status =
        statusWriter.status(
            resource,
            writes.newest(uid, before),
            plan,
            state,
            facts.readers(),
            attempts.rejections());
    if (Warnings.any(status)) {
      next.within(LOOK_AGAIN);
    }
    Optional<Duration> delay = writes.delay(uid, before, status, state.pulls());
    if (delay.isPresent()) {
      next.within(delay);
      return UpdateControl.<BackupAccess>noUpdate().rescheduleAfter(next.delay());
    }
    cluster.events().record(resource, Warnings.between(before, status));
    cluster.events().record(resource, Warnings.granted(resource.getSpec(), before));
    next.within(readPullsAgain(resource, state, status));
    return control(resource, status, next.delay());
  }

  /** What talks to the cluster, once the framework has begun. */
  Optional<Collaborators> connected() {
    return Optional.ofNullable(connected);
  }

  @Override
  public void close() {
    if (connected != null) {
      connected.close();
    }
  }

  /** A gateway keeps records, and one that ends waits with its end, until it hears of this. */
  private static Optional<Duration> readPullsAgain(
      BackupAccess resource, GatewayState state, BackupAccessStatus status) {
    BackupAccessStatus before = resource.getStatus();
    if (before != null && !Objects.equals(before.pullRecords(), status.pullRecords())) {
      return Optional.of(ACKNOWLEDGE);
    }
    return state.pulls().ending() ? Optional.of(TRY_AGAIN) : Optional.empty();
  }

  private static UpdateControl<BackupAccess> control(
      BackupAccess resource, BackupAccessStatus status, Duration next) {
    if (status.equals(resource.getStatus())) {
      return UpdateControl.<BackupAccess>noUpdate().rescheduleAfter(next);
    }
    LOG.atInfo()
        .addKeyValue("namespace", resource.getMetadata().getNamespace())
        .addKeyValue("name", resource.getMetadata().getName())
        .addKeyValue("reason", status.conditions().getFirst().getReason())
        .log("status changed");
    return UpdateControl.patchStatus(StatusPatch.of(resource, status)).rescheduleAfter(next);
  }
}
