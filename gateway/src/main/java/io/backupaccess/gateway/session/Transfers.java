package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.KeyLimits;
import io.backupaccess.gateway.config.ServiceLimits;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.Limits;
import io.backupaccess.gateway.ssh.Commands;
import io.backupaccess.gateway.ssh.Login;
import io.backupaccess.gatewayconfig.PullRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.sshd.server.command.Command;

/** The transfers that run, and what all of them share. */
public final class Transfers implements Commands {
  /**
   * How long transfers that were told to end have for it: a pod that makes way has five seconds,
   * and its connections are closed after that.
   */
  private static final Duration ENDING = Duration.ofSeconds(3);

  private final CommandPolicy policy;
  private final Launcher launcher;
  private final Limits limits;
  private final Path runtimeDirectory;
  private final Farms farms;
  private final boolean sftp;
  private final ServiceLimits service;
  private final Supplier<ActiveConfiguration> configuration;
  private final Clock clock;
  private final Consumer<PullRecord> records;
  private final Set<Transfer> running = new HashSet<>();

  /** By the names of the entries that have transfers. */
  private final Map<String, Bandwidth> bandwidths = new HashMap<>();

  private boolean draining;
  private boolean ending;

  /** No transfers yet; the runtime directory is cleared of what earlier ones left. */
  public Transfers(
      CommandPolicy policy,
      Launcher launcher,
      Limits limits,
      Path runtimeDirectory,
      boolean sftp,
      ServiceLimits service,
      Supplier<ActiveConfiguration> configuration,
      Clock clock,
      Consumer<PullRecord> records)
      throws IOException {
    this.policy = policy;
    this.launcher = launcher;
    this.limits = limits;
    this.runtimeDirectory = runtimeDirectory;
    LogPipe.clear(runtimeDirectory);
    this.farms = new Farms(runtimeDirectory);
    this.sftp = sftp;
    this.service = service;
    this.configuration = configuration;
    this.clock = clock;
    this.records = records;
  }

  @Override
  public Command command(Login login, byte[] command) {
    return new RsyncTransfer(this, login, command);
  }

  @Override
  public Optional<Command> sftp(Login login) {
    return sftp ? Optional.of(new SftpTransfer(this, login)) : Optional.empty();
  }

  /** How many run now. */
  public synchronized int count() {
    return running.size();
  }

  /** The names of the entries of keys that they are of, each once. */
  public List<String> keyNames() {
    return snapshot().stream().map(each -> each.login().keyName()).distinct().sorted().toList();
  }

  /** Whether no more are begun. */
  public synchronized boolean isDraining() {
    return draining;
  }

  /** Ends the transfers that their keys may no longer make, and touches no other. */
  public void enforce(ActiveConfiguration changed) {
    for (Transfer transfer : snapshot()) {
      Optional<Grant> grant = changed.grant(transfer.login().credential());
      if (grant.isEmpty() || !transfer.isCoveredBy(grant.get())) {
        transfer.end("access was withdrawn");
      } else {
        limit(transfer.login(), grant.get().limits());
      }
    }
  }

  /** Begins no more transfers, waits for those that run, and ends those that take longer. */
  public void drain(Duration longest) throws InterruptedException {
    synchronized (this) {
      draining = true;
    }
    await(longest, () -> running.isEmpty() || ending);
    if (count() > 0) {
      endAll("this server is about to stop");
      await(ENDING, running::isEmpty);
    }
  }

  /**
   * Begins no more transfers, and ends those that run. Whoever waits in a drain goes on, with those
   * that do not come to an end too.
   *
   * @param why for the clients
   */
  public void endAll(String why) {
    synchronized (this) {
      draining = true;
    }
    snapshot().forEach(transfer -> transfer.end(why));
    // Last, because who waits in a drain ends them too, for another reason: the first one counts.
    synchronized (this) {
      ending = true;
      notifyAll();
    }
  }

  private synchronized void await(Duration longest, BooleanSupplier reached)
      throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    for (long left = longest.toMillis(); left > 0 && !reached.getAsBoolean(); ) {
      wait(left);
      left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    }
  }

  private synchronized List<Transfer> snapshot() {
    return List.copyOf(running);
  }

  synchronized boolean admit(Transfer transfer) {
    Login login = transfer.login();
    KeyLimits ofEntry = grant(login).map(Grant::limits).orElse(KeyLimits.NONE);
    if (draining || running.size() >= service.transfers() || hasItsShare(login, ofEntry)) {
      return false;
    }
    bandwidth(login).limit(ofEntry.bandwidth());
    return running.add(transfer);
  }

  /** An entry's own limit counts for all of its keys together, in place of each key's. */
  private boolean hasItsShare(Login login, KeyLimits ofEntry) {
    return ofEntry.sessions().isPresent()
        ? running(other -> other.keyName().equals(login.keyName())) >= ofEntry.sessions().getAsInt()
        : running(other -> other.fingerprint().equals(login.fingerprint()))
            >= service.transfersPerKey();
  }

  private synchronized void limit(Login login, KeyLimits limits) {
    Bandwidth shared = bandwidths.get(login.keyName());
    if (shared != null) {
      shared.limit(limits.bandwidth());
    }
  }

  private long running(Predicate<Login> whose) {
    return running.stream().map(Transfer::login).filter(whose).count();
  }

  /** What the transfers of this entry share, as long as there are any. */
  synchronized Bandwidth bandwidth(Login login) {
    return bandwidths.computeIfAbsent(login.keyName(), name -> new Bandwidth());
  }

  /** Gives a transfer's place back. Further calls do nothing. */
  synchronized void forget(Transfer transfer) {
    running.remove(transfer);
    String entry = transfer.login().keyName();
    if (running(other -> other.keyName().equals(entry)) == 0) {
      bandwidths.remove(entry);
    }
    notifyAll();
  }

  Optional<Grant> grant(Login login) {
    return configuration.get().grant(login.credential(), login.source(), clock.instant());
  }

  Instant now() {
    return clock.instant();
  }

  CommandPolicy policy() {
    return policy;
  }

  Launcher launcher() {
    return launcher;
  }

  Limits limits() {
    return limits;
  }

  Path runtimeDirectory() {
    return runtimeDirectory;
  }

  /** Keeps how a pull ended. */
  void keep(PullRecord pull) {
    records.accept(pull);
  }

  Farms farms() {
    return farms;
  }
}
