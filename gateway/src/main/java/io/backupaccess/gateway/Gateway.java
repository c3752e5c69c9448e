package io.backupaccess.gateway;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.ConfigWatch;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.config.MountTable;
import io.backupaccess.gateway.config.ServerSettings;
import io.backupaccess.gateway.confine.SelfTestResult;
import io.backupaccess.gateway.journal.Journal;
import io.backupaccess.gateway.session.TransferCounts;
import io.backupaccess.gateway.session.Transfers;
import io.backupaccess.gateway.ssh.Door;
import io.backupaccess.gateway.ssh.DoorCounts;
import io.backupaccess.gateway.status.CountedStatus;
import io.backupaccess.gateway.status.Probes;
import io.backupaccess.gateway.status.StatusApi;
import io.backupaccess.gatewayconfig.GatewayConfig;
import io.backupaccess.gatewayconfig.GatewayCounters;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.GatewayStatus.Mount;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway as it runs: its parts, and the order in which they begin and end. */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** Shorter than what a pod has after its drain. */
  private static final Duration LAST_RECORDS = Duration.ofSeconds(15);

  private final ServerSettings settings;
  private final SelfTestResult selfTest;
  private final ConfigWatch configuration;
  private final AccessEnder access;
  private final Transfers transfers;
  private final Door door;
  private final Probes probes;
  private final Optional<Journal> journal;
  private final Optional<StatusApi> statusApi;
  private final CountDownLatch endedAtOnce = new CountDownLatch(1);
  private final String process = UUID.randomUUID().toString().replace("-", "");
  private volatile boolean serving;
  private volatile boolean yielding;

  Gateway(
      ServerSettings settings,
      SelfTestResult selfTest,
      ConfigWatch configuration,
      AccessEnder access,
      Transfers transfers,
      Door door,
      Optional<Journal> journal)
      throws IOException {
    this.settings = settings;
    this.selfTest = selfTest;
    this.configuration = configuration;
    this.access = access;
    this.transfers = transfers;
    this.door = door;
    this.journal = journal;
    this.probes = new Probes(settings.probesListen());
    this.statusApi =
        settings.status().isPresent()
            ? Optional.of(new StatusApi(settings.status().get(), journal))
            : Optional.empty();
  }

  /** Begins to serve; without the confinement that the settings require, only to tell so. */
  public void start() throws IOException {
    probes.open(() -> serving);
    if (statusApi.isPresent()) {
      CountedStatus counted = new CountedStatus(this::status, this::counters);
      statusApi.get().open(counted, this::yieldVolumes, this::suspend, this::enforce);
    }
    configuration.start(this::apply);
    access.start();
    if (settings.confinement() == Confinement.REQUIRED && !selfTest.passed()) {
      LOG.atError()
          .addKeyValue("problem", selfTest.message())
          .log("not serving: this kernel does not confine transfers, and confinement is Required");
      return;
    }
    door.open();
    serving = true;
    LOG.atInfo()
        .addKeyValue("port", door.port())
        .addKeyValue("confinement", String.join(",", selfTest.layers()))
        .addKeyValue("landlockAbi", selfTest.landlockAbi())
        .log("serving");
  }

  /**
   * Ends: no longer ready, then no new connections, then the transfers that run, each as long as
   * the settings say.
   */
  public void stop() throws IOException, InterruptedException {
    serving = false;
    if (!endedAtOnce.await(settings.shutdownDelay().toMillis(), TimeUnit.MILLISECONDS)) {
      door.shut();
    }
    LOG.atInfo().addKeyValue("transfers", transfers.count()).log("stopping");
    transfers.drain(settings.drainTimeout());
    if (journal.isPresent() && !yielding) {
      journal.get().awaitAcknowledged(LAST_RECORDS);
    }
    door.close();
    configuration.close();
    access.close();
    if (statusApi.isPresent()) {
      statusApi.get().close();
    }
    probes.close();
    LOG.info("stopped");
  }

  /** For an application that waits for a volume, and does not wait for records too. */
  private void yieldVolumes() {
    yielding = true;
    endAll("yielded: the volume is needed elsewhere");
  }

  private void suspend() {
    endAll("this access is suspended");
  }

  /** What begins later is judged by the file, as before. */
  private void enforce(byte[] document) {
    apply(configuration.read(document));
  }

  private void apply(ActiveConfiguration changed) {
    access.enforce(changed);
    transfers.limit(changed);
  }

  /** Ends what runs; what follows is the end. */
  private void endAll(String why) {
    serving = false;
    door.shut();
    LOG.atInfo()
        .addKeyValue("transfers", transfers.count())
        .addKeyValue("reason", why)
        .log("ending all transfers");
    transfers.endAll(why);
    endedAtOnce.countDown();
  }

  /** The port of SSH, or of a reader's hop. */
  public int port() {
    return door.port();
  }

  /** The port of the probes. */
  public int probesPort() {
    return probes.port();
  }

  /** The port of the status API, if there is one. */
  public Optional<Integer> statusPort() {
    return statusApi.map(StatusApi::port);
  }

  private GatewayStatus status() {
    var current = configuration.current();
    return new GatewayStatus(
        current.digest(),
        current.problems(),
        current.accepted().stream().map(Fingerprint::value).sorted().toList(),
        selfTest.status(),
        transfers.count(),
        transfers.keyNames(),
        transfers.isDraining(),
        door.clients(),
        mounts(),
        GatewayConfig.VERSION,
        journal.map(Journal::last).orElse(0L),
        null);
  }

  private GatewayCounters counters() {
    Map<String, Long> refusals = new TreeMap<>();
    DoorCounts atDoor = door.counts();
    atDoor.refusals().forEach((refusal, count) -> refusals.put(refusal.label(), count));
    TransferCounts counts = transfers.counts();
    counts.refusals().forEach((refusal, count) -> refusals.put(refusal.label(), count));
    return new GatewayCounters(
        process,
        counts.bytesSent(),
        counts.bytesReceived(),
        atDoor.logins(),
        refusals,
        atDoor.sourcesRefused(),
        configuration.reloads());
  }

  private List<Mount> mounts() {
    try {
      MountTable table = MountTable.read();
      return settings.readOnlyMounts().stream().map(mount -> table.of(mount.toString())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
