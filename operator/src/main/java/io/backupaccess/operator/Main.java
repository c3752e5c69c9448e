package io.backupaccess.operator;

import io.backupaccess.operator.exchange.GatewayClient;
import io.backupaccess.operator.exchange.PodAddresses;
import io.backupaccess.operator.exchange.StatusPortClient;
import io.backupaccess.operator.metrics.MetricsServer;
import io.backupaccess.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code operator}. */
@Command(
    name = "operator",
    description =
        "Makes a gateway of every BackupAccess resource. Settings come from the environment.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  GATEWAY_IMAGE              image of the gateways, required",
      "  GATEWAY_IMAGE_PULL_POLICY  Always, IfNotPresent or Never",
      "  GATEWAY_PRIORITY_CLASS     PriorityClass of gateways whose resource names none",
      "  GATEWAY_PINNED_PRIORITY_CLASS",
      "                             the same of those that can run on one node alone; the former",
      "  OPERATOR_NAMESPACE         namespace that the operator runs in, required",
      "  WATCH_NAMESPACES           namespaces, with commas between them; empty: all",
      "  KEY_EXPIRY_WARNING_DAYS    how long before its end a key is told of; 14",
      "  PROBES_PORT                port of /livez and /readyz; 8080",
      "  METRICS_PORT               port of /metrics; none",
      "  LEADER_ELECTION            true: works only while it holds a Lease in OPERATOR_NAMESPACE",
      "  KUBECONFIG                 how to reach the cluster from outside of it"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"1:it cannot run, the log says why", "2:wrong settings or usage"})
public final class Main implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int STATUS_PORT = 8081;

  private final Map<String, String> environment;

  Main(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Runs until it is told to stop by SIGTERM. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main(System.getenv())).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings;
    try {
      settings = Settings.of(environment);
    } catch (IllegalArgumentException e) {
      LOG.error(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    try {
      // A pod's host name is its name; two processes differ in any case.
      run(settings, environment.getOrDefault("HOSTNAME", "operator") + "_" + UUID.randomUUID());
      return CommandLine.ExitCode.OK;
    } catch (IOException | RuntimeException e) {
      LOG.atError().setCause(e).log("the operator cannot run");
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static void run(Settings settings, String identity)
      throws IOException, InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Clock clock = Clock.systemUTC();
    OperatorMetrics metrics = new OperatorMetrics(clock);
    try (KubernetesClient client = RunningOperator.client(Config.autoConfigure(null), metrics)) {
      GatewayClient gateways =
          new StatusPortClient(STATUS_PORT, PodAddresses.of(client.getConfiguration()));
      try (Leadership duty =
              new Leadership(
                  client,
                  settings,
                  identity,
                  () -> RunningOperator.prepare(client, settings, gateways, clock, metrics));
          MetricsServer scraped = metrics(settings.metricsPort(), metrics);
          HealthServer probes =
              new HealthServer(
                  settings.probesPort(), duty::live, () -> stop.getCount() > 0 && duty.ready())) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(stop, stopped), "stop"));
        duty.start();
        LOG.atInfo()
            .addKeyValue("probesPort", probes.port())
            .addKeyValue("metricsPort", scraped == null ? null : scraped.port())
            .log("the operator starts");
        stop.await();
      }
    } finally {
      stopped.countDown();
    }
  }

  private static @Nullable MetricsServer metrics(@Nullable Integer port, OperatorMetrics metrics)
      throws IOException {
    return port == null ? null : new MetricsServer(port, metrics);
  }

  /**
   * The process ends with its last shutdown hook, so this one waits for what {@code run} closes.
   */
  private static void await(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
