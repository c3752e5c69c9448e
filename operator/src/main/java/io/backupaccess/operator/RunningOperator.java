package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.apply.Applier;
import io.backupaccess.operator.exchange.GatewayClient;
import io.backupaccess.operator.metrics.FrameworkMeters;
import io.backupaccess.operator.metrics.OperatorMetrics;
import io.backupaccess.operator.observe.ApiJson;
import io.backupaccess.operator.observe.Clones;
import io.backupaccess.operator.observe.OwnRights;
import io.backupaccess.operator.observe.WatchClient;
import io.backupaccess.operator.observe.Watches;
import io.backupaccess.operator.plan.Planner;
import io.backupaccess.operator.status.StatusWriter;
import io.backupaccess.operator.status.StatusWrites;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.InformerStoppedHandler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator, from its start to its end. */
public final class RunningOperator implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningOperator.class);
  private static final int THREADS = 16;
  private static final Duration SAFETY_NET = Duration.ofMinutes(10);
  private static final Duration FINISH = Duration.ofSeconds(10);
  private static final long MAX_RETRY_MILLIS = 60_000;
  private static final long FOLLOW_SECONDS = 15;

  private final KubernetesClient watchClient;
  private final Operator operator;
  private final RegisteredController<BackupAccess> controller;
  private final BackupAccessReconciler reconciler;
  private final LoopHealth health;
  private final WatchedNamespaces reach;
  private final AtomicBoolean broken;
  private final OperatorMetrics metrics;
  private final Work work;
  private final Thread follower = Thread.ofVirtual().name("follow").unstarted(this::follow);

  private RunningOperator(
      KubernetesClient watchClient,
      Operator operator,
      RegisteredController<BackupAccess> controller,
      BackupAccessReconciler reconciler,
      LoopHealth health,
      WatchedNamespaces reach,
      AtomicBoolean broken,
      OperatorMetrics metrics,
      FrameworkMeters meters) {
    this.watchClient = watchClient;
    this.operator = operator;
    this.controller = controller;
    this.reconciler = reconciler;
    this.health = health;
    this.reach = reach;
    this.broken = broken;
    this.metrics = metrics;
    this.work = new Work(controller, reconciler, meters);
  }

  /** A client that the API server knows by the operator's name, and that reads every object. */
  public static KubernetesClient client(Config config, OperatorMetrics metrics) {
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config).withUserAgent(Applier.FIELD_MANAGER).build())
        .withHttpClientBuilderConsumer(metrics::time)
        .withKubernetesSerialization(new KubernetesSerialization(ApiJson.mapper(), true))
        .build();
  }

  /**
   * Prepares it; nothing is watched or written before {@link #start()}.
   *
   * @param client from {@link #client}
   * @param metrics tell of this operator while it runs
   */
  public static RunningOperator prepare(
      KubernetesClient client,
      Settings settings,
      GatewayClient gateways,
      Clock clock,
      OperatorMetrics metrics) {
    LoopHealth health = new LoopHealth(clock);
    WatchedNamespaces reach =
        new WatchedNamespaces(new OwnRights(client), settings.watchNamespaces());
    Set<String> namespaces = reach.begin();
    KubernetesClient watchClient = WatchClient.of(client, metrics::time);
    var reconciler =
        new BackupAccessReconciler(
            context -> Collaborators.connect(client, watchClient, context, gateways, clock),
            new Planner(
                settings.gatewayImage(),
                settings.pullPolicy(),
                settings.priorityClasses(),
                settings.operatorNamespace(),
                settings.allowance()),
            new StatusWriter(clock, settings.expiryWarning()),
            new StatusWrites(clock),
            health);
    AtomicBoolean broken = new AtomicBoolean();
    FrameworkMeters meters = new FrameworkMeters();
    Operator operator = framework(watchClient, broken, meters);
    RegisteredController<BackupAccess> controller =
        operator.register(reconciler, overrider -> configure(overrider, namespaces));
    return new RunningOperator(
        watchClient, operator, controller, reconciler, health, reach, broken, metrics, meters);
  }

  /**
   * @param broken is set when an informer ends by an error. The framework would end the process.
   */
  private static Operator framework(
      KubernetesClient watchClient, AtomicBoolean broken, FrameworkMeters meters) {
    InformerStoppedHandler stopped =
        (informer, failure) -> {
          if (failure != null && informer.hasSynced()) {
            LOG.atError().setCause(failure).log("an informer has ended");
            broken.set(true);
          }
        };
    return new Operator(
        configuration ->
            configuration
                .withKubernetesClient(watchClient)
                .withCloseClientOnStop(false)
                .withMetrics(meters.metrics())
                .withResourceCloner(new Clones(watchClient.getKubernetesSerialization()))
                .withConcurrentReconciliationThreads(THREADS)
                .withReconciliationTerminationTimeout(FINISH)
                .withInformerStoppedHandler(stopped)
                .withUseSSAToPatchPrimaryResource(true));
  }

  private static void configure(
      ControllerConfigurationOverrider<BackupAccess> controller, Set<String> namespaces) {
    controller
        .withFieldManager(Applier.FIELD_MANAGER)
        .withInformerListLimit(Watches.PAGE)
        .withReconciliationMaxInterval(SAFETY_NET)
        .withRetry(
            new GenericRetry()
                .withoutMaxAttempts()
                .setInitialInterval(Duration.ofSeconds(1))
                .setMaxInterval(MAX_RETRY_MILLIS));
    if (namespaces.isEmpty()) {
      controller.watchingAllNamespaces();
    } else {
      controller.settingNamespaces(namespaces);
    }
  }

  /** Returns when every informer has its first list. */
  public void start() {
    operator.start();
    metrics.begins(work);
    follower.start();
  }

  private void follow() {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(FOLLOW_SECONDS);
        followRights();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes up the namespaces where it got its rights, and lets go of those where it lost them. */
  private void followRights() {
    try {
      reach
          .changed()
          .ifPresent(
              namespaces -> {
                controller.changeNamespaces(namespaces);
                reach.watching(namespaces);
              });
    } catch (RuntimeException e) {
      // The API server is away, or what was there a moment ago is not: it is tried again.
      LOG.atDebug().setCause(e).log("namespaces could not be changed");
    }
  }

  /** Whether every informer has its list and goes on. */
  public boolean ready() {
    return work.ready();
  }

  /** Whether an informer has ended for good, so that only another operator sees what changes. */
  public boolean broken() {
    return broken.get();
  }

  /** Whether the reconcile loop turns. */
  public boolean live() {
    return health.turns();
  }

  /** How many turns the loop has begun. */
  public long turns() {
    return health.count();
  }

  @Override
  public void close() {
    follower.interrupt();
    metrics.ended(work);
    operator.stop();
    reconciler.close();
    watchClient.close();
  }
}
