package io.backupaccess.gateway.session;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.KeyLimits;
import io.backupaccess.gateway.config.ServiceLimits;
import io.backupaccess.gateway.ssh.Login;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The transfers that run, and what they share: slots, and the bandwidth of their entries. */
public final class Transfers {
  /**
   * How long transfers that were told to end have for it: a pod that yields has five seconds, and
   * its connections are closed after that.
   */
  private static final Duration ENDING = Duration.ofSeconds(3);

  private final AccessEnder access;
  private final Slots slots;

  /** By the names of the entries that have transfers. */
  private final Map<String, Bandwidth> bandwidths = new HashMap<>();

  private final TransferCounts counts = new TransferCounts();
  private volatile boolean ending;

  /**
   * No transfers yet.
   *
   * @param longestWait how long a transfer waits for a slot at most
   */
  public Transfers(ServiceLimits service, Duration longestWait, AccessEnder access) {
    this.access = access;
    this.slots = new Slots(service, this::limitsOf, longestWait);
  }

  /** How many run now. */
  public int count() {
    return slots.count();
  }

  /** What they have carried, and what was refused. */
  public TransferCounts counts() {
    return counts;
  }

  /** How many wait for a slot. */
  int waiting() {
    return slots.waiting();
  }

  /** The names of the entries of keys that they are of, each once. */
  public List<String> keyNames() {
    return slots.all().stream().map(each -> each.login().keyName()).distinct().sorted().toList();
  }

  /** Whether no more are begun. */
  public boolean isDraining() {
    return slots.isClosed();
  }

  /** Holds those that run and those that wait to the limits of their entries. */
  public void limit(ActiveConfiguration changed) {
    for (Transfer transfer : slots.all()) {
      changed
          .grant(transfer.login().credential())
          .ifPresent(grant -> limit(transfer.login(), grant.limits()));
    }
    slots.lookAgain();
  }

  /** Begins no more transfers, waits for those that run, and ends those that take longer. */
  public void drain(Duration longest) throws InterruptedException {
    slots.close();
    slots.await(longest, () -> slots.count() == 0 || ending);
    if (count() > 0) {
      endAll("this server is about to stop");
      slots.await(ENDING, () -> slots.count() == 0);
    }
  }

  /**
   * Begins no more transfers, and ends those that run. Whoever waits in a drain goes on, with those
   * that do not come to an end too.
   *
   * @param why for the clients
   */
  public void endAll(String why) {
    slots.close();
    slots.all().forEach(transfer -> transfer.end(why));
    // Last, because who waits in a drain ends them too, for another reason: the first one counts.
    ending = true;
    slots.lookAgain();
  }

  /** Has this end when it is no longer allowed, whether it has a slot or not. */
  void register(Transfer transfer) {
    access.add(transfer);
  }

  /** This has ended, or will without help. */
  void unregister(Transfer transfer) {
    access.remove(transfer);
  }

  /** Waits for a slot, and takes it if one is free in time. */
  boolean admit(Transfer transfer) throws InterruptedException {
    if (!slots.take(transfer)) {
      return false;
    }
    bandwidth(transfer.login()).limit(limitsOf(transfer.login()).bandwidth());
    return true;
  }

  /** A transfer that may wait for a slot was ended. */
  void noticeEnd() {
    slots.lookAgain();
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

  /** Gives a transfer's slot back. Further calls do nothing. */
  void forget(Transfer transfer) {
    slots.giveBack(transfer);
    synchronized (this) {
      bandwidths.keySet().retainAll(Set.copyOf(keyNames()));
    }
  }

  /** What this login may do now; empty: nothing. */
  Optional<Grant> grant(Login login) {
    return access.grant(login.credential(), login.source());
  }
}
