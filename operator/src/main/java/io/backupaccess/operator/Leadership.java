package io.backupaccess.operator;

import io.backupaccess.operator.observe.Definition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the operator whenever this process is the one that should: always, or while it holds the
 * Lease. While the cluster's definition of the resource is older than this operator it does
 * neither. Nothing that can pass ends the process: where the API server is away, or an informer got
 * what it cannot read, the operator is started again later, and where the Lease is lost this
 * process stands by.
 */
final class Leadership implements AutoCloseable {

  /** The name of the Lease, in the operator's namespace. */
  static final String LEASE = "backup-access-operator";

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  // As Kubernetes' own controllers have it. A leader that cannot renew stops before another begins.
  private static final Duration LEASE_DURATION = Duration.ofSeconds(15);
  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
  private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);
  private static final long START_AGAIN_SECONDS = 5;

  private final KubernetesClient client;
  private final Settings settings;
  private final String identity;
  private final Supplier<RunningOperator> prepare;
  private final DefinitionCheck definition;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "duty");
  private volatile @Nullable RunningOperator operator;
  private volatile boolean standsBy;

  /**
   * @param identity what the Lease calls this process
   * @param prepare makes an operator, for each term anew
   */
  Leadership(
      KubernetesClient client,
      Settings settings,
      String identity,
      Supplier<RunningOperator> prepare) {
    this.client = client;
    this.settings = settings;
    this.identity = identity;
    this.prepare = prepare;
    this.definition = new DefinitionCheck(new Definition(client));
  }

  void start() {
    definition.start();
    thread.start();
  }

  /** Whether the reconcile loop turns, where there is one. */
  boolean live() {
    RunningOperator current = operator;
    return current == null || current.live();
  }

  /** Whether every informer is synced, or this process stands by for the one that works. */
  boolean ready() {
    RunningOperator current = operator;
    return current == null ? standsBy : current.ready();
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        if (!definition.fits()) {
          closed.await(200, TimeUnit.MILLISECONDS);
        } else if (settings.leaderElection()) {
          serveTerm();
        } else {
          work(closed);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for it while this operator may go on. */
  private void await(CountDownLatch end, BooleanSupplier goesOn) throws InterruptedException {
    while (closed.getCount() > 0
        && definition.fits()
        && goesOn.getAsBoolean()
        && !end.await(200, TimeUnit.MILLISECONDS)) {
      // Looks again.
    }
  }

  private void serveTerm() throws InterruptedException {
    CountDownLatch elected = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    CompletableFuture<?> term =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName(LEASE)
                    .withLock(new LeaseLock(settings.operatorNamespace(), LEASE, identity))
                    .withLeaseDuration(LEASE_DURATION)
                    .withRenewDeadline(RENEW_DEADLINE)
                    .withRetryPeriod(RETRY_PERIOD)
                    .withLeaderCallbacks(
                        new LeaderCallbacks(elected::countDown, over::countDown, this::tell))
                    .build())
            .build()
            .start();
    try {
      standsBy = true;
      await(elected, () -> !term.isDone());
      while (closed.getCount() > 0
          && definition.fits()
          && elected.getCount() == 0
          && over.getCount() > 0) {
        work(over);
      }
    } finally {
      standsBy = false;
      term.cancel(true);
      giveBack();
    }
  }

  /**
   * Only once nothing is written any more: another takes over at once then, not in 15 seconds. The
   * elector's own way leaves the holder's name in the Lease.
   */
  private void giveBack() {
    try {
      client
          .leases()
          .inNamespace(settings.operatorNamespace())
          .withName(LEASE)
          .edit(
              lease ->
                  identity.equals(lease.getSpec().getHolderIdentity())
                      ? lease.edit().editSpec().withHolderIdentity(null).endSpec().build()
                      : lease);
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("the Lease was not given back, and runs out by itself");
    }
  }

  private void tell(String leader) {
    LOG.atInfo().addKeyValue("leader", leader).log("the Lease has a holder");
  }

  /** Runs an operator until it should end, or cannot begin. */
  private void work(CountDownLatch end) throws InterruptedException {
    try (RunningOperator begun = prepare.get()) {
      operator = begun;
      begun.start();
      LOG.atInfo().addKeyValue("namespaces", settings.watchNamespaces()).log("the operator runs");
      // A lost Lease ends it, or the end of the process.
      await(end, () -> !begun.broken());
      if (begun.broken()) {
        throw new IllegalStateException("an informer has ended");
      }
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("the operator could not begin or go on, and begins anew");
      closed.await(START_AGAIN_SECONDS, TimeUnit.SECONDS);
    } finally {
      operator = null;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    definition.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
