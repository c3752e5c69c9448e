package io.backupaccess.gateway.session;

import io.backupaccess.gateway.access.AccessEnder;
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
import io.backupaccess.gatewayconfig.ServerConfig.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
  private final Set<Protocol> protocols;
  private final AccessEnder access;
  private final Clock clock;
  private final Consumer<PullRecord> records;
  private final Places places;

  /** By the names of the entries that have transfers. */
  private final Map<String, Bandwidth> bandwidths = new HashMap<>();

  private volatile boolean ending;

  /**
   * No transfers yet; the runtime directory is cleared of what earlier ones left.
   *
   * @param longestWait how long a transfer waits for a place at most
   */
  public Transfers(
      CommandPolicy policy,
      Launcher launcher,
      Limits limits,
      Path runtimeDirectory,
      Set<Protocol> protocols,
      ServiceLimits service,
      Duration longestWait,
      AccessEnder access,
      Clock clock,
      Consumer<PullRecord> records)
      throws IOException {
    this.policy = policy;
    this.launcher = launcher;
    this.limits = limits;
    this.runtimeDirectory = runtimeDirectory;
    LogPipe.clear(runtimeDirectory);
    this.farms = new Farms(runtimeDirectory);
    this.protocols = protocols;
    this.access = access;
    this.places = new Places(service, this::limitsOf, longestWait);
    this.clock = clock;
    this.records = records;
  }

  @Override
  public Command command(Login login, byte[] command) {
    return new RsyncTransfer(this, login, command);
  }

  @Override
  public Optional<Command> sftp(Login login) {
    return serves(Protocol.SFTP) ? Optional.of(new SftpTransfer(this, login)) : Optional.empty();
  }

  boolean serves(Protocol protocol) {
    return protocols.contains(protocol);
  }

  /** How many run now. */
  public int count() {
    return places.count();
  }

  /** How many wait for a place. */
  int waiting() {
    return places.waiting();
  }

  /** The names of the entries of keys that they are of, each once. */
  public List<String> keyNames() {
    return places.all().stream().map(each -> each.login().keyName()).distinct().sorted().toList();
  }

  /** Whether no more are begun. */
  public boolean isDraining() {
    return places.isClosed();
  }

  /** Holds those that run and those that wait to the limits of their entries. */
  public void limit(ActiveConfiguration changed) {
    for (Transfer transfer : places.all()) {
      changed
          .grant(transfer.login().credential())
          .ifPresent(grant -> limit(transfer.login(), grant.limits()));
    }
    places.lookAgain();
  }

  /** Begins no more transfers, waits for those that run, and ends those that take longer. */
  public void drain(Duration longest) throws InterruptedException {
    places.close();
    places.await(longest, () -> places.count() == 0 || ending);
    if (count() > 0) {
      endAll("this server is about to stop");
      places.await(ENDING, () -> places.count() == 0);
    }
  }

  /**
   * Begins no more transfers, and ends those that run. Whoever waits in a drain goes on, with those
   * that do not come to an end too.
   *
   * @param why for the clients
   */
  public void endAll(String why) {
    places.close();
    places.all().forEach(transfer -> transfer.end(why));
    // Last, because who waits in a drain ends them too, for another reason: the first one counts.
    ending = true;
    places.lookAgain();
  }

  /** Has this end when it is no longer allowed, whether it has a place or not. */
  void register(Transfer transfer) {
    access.add(transfer);
  }

  /** This has ended, or will without help. */
  void unregister(Transfer transfer) {
    access.remove(transfer);
  }

  /** Waits for a place, and takes it if there is one in time. */
  boolean admit(Transfer transfer) throws InterruptedException {
    if (!places.take(transfer)) {
      return false;
    }
    bandwidth(transfer.login()).limit(limitsOf(transfer.login()).bandwidth());
    return true;
  }

  /** A transfer that may wait for a place was ended. */
  void noticeEnd() {
    places.lookAgain();
  }

  private KeyLimits limitsOf(Login login) {
    return grant(login).map(Grant::limits).orElse(KeyLimits.NONE);
  }

  private synchronized void limit(Login login, KeyLimits limits) {
    Bandwidth shared = bandwidths.get(login.keyName());
    if (shared != null) {
      shared.limit(limits.bandwidth());
    }
  }

  /** What the transfers of this entry share, as long as there are any. */
  synchronized Bandwidth bandwidth(Login login) {
    return bandwidths.computeIfAbsent(login.keyName(), name -> new Bandwidth());
  }

  /** Gives a transfer's place back. Further calls do nothing. */
  void forget(Transfer transfer) {
    places.giveBack(transfer);
    synchronized (this) {
      bandwidths.keySet().retainAll(Set.copyOf(keyNames()));
    }
  }

  Optional<Grant> grant(Login login) {
    return access.grant(login.credential(), login.source());
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
