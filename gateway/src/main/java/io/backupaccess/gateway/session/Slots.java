package io.backupaccess.gateway.session;

import io.backupaccess.gateway.config.KeyLimits;
import io.backupaccess.gateway.config.ServiceLimits;
import io.backupaccess.gateway.ssh.Login;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The slots of transfers: so many in total, and of each key. Where none is free, a few may wait for
 * one, for a while and in the order in which they came.
 */
final class Slots {
  /** How many transfers of a key may wait; in total, as many as there are slots. */
  static final int WAITING = 16;

  private final ServiceLimits limits;
  private final Function<Login, KeyLimits> ofEntry;
  private final Duration longestWait;
  private final Set<Transfer> taken = new HashSet<>();
  private final Set<Transfer> waiting = new LinkedHashSet<>();
  private boolean closed;

  /**
   * All slots are free.
   *
   * @param ofEntry what the entry of a key allows now
   */
  Slots(ServiceLimits limits, Function<Login, KeyLimits> ofEntry, Duration longestWait) {
    this.limits = limits;
    this.ofEntry = ofEntry;
    this.longestWait = longestWait;
  }

  /**
   * Takes a slot for this, or waits for one.
   *
   * @return whether it has one; not where it was ended meanwhile, or there are no more
   */
  synchronized boolean take(Transfer transfer) throws InterruptedException {
    if (!hasItsTurn(transfer) && !mayWait(transfer.login())) {
      return false;
    }
    waiting.add(transfer);
    try {
      await(longestWait, () -> closed || transfer.isEnded() || hasItsTurn(transfer));
      boolean free = !closed && !transfer.isEnded() && hasItsTurn(transfer);
      return free && taken.add(transfer);
    } finally {
      waiting.remove(transfer);
      notifyAll();
    }
  }

  /** Whether there is a slot for this, which nobody else who would fit has waited for longer. */
  private boolean hasItsTurn(Transfer transfer) {
    Optional<Transfer> first = waiting.stream().filter(this::fits).findFirst();
    return fits(transfer) && (first.isEmpty() || first.get() == transfer);
  }

  private boolean fits(Transfer transfer) {
    return taken.size() < limits.transfers()
        && !transfer.isEnded()
        && count(taken, transfer.login()) < share(transfer.login());
  }

  private boolean mayWait(Login login) {
    return !closed && waiting.size() < limits.transfers() && count(waiting, login) < WAITING;
  }

  /** An entry's own limit counts for all of its keys together, in place of each key's. */
  private int share(Login login) {
    return ofEntry.apply(login).sessions().orElse(limits.transfersPerKey());
  }

  private long count(Set<Transfer> transfers, Login login) {
    Predicate<Login> together =
        ofEntry.apply(login).sessions().isPresent()
            ? other -> other.keyName().equals(login.keyName())
            : other -> other.fingerprint().equals(login.fingerprint());
    return transfers.stream().map(Transfer::login).filter(together).count();
  }

  /** Gives a slot back. Further calls do nothing. */
  synchronized void giveBack(Transfer transfer) {
    taken.remove(transfer);
    notifyAll();
  }

  /** Limits have changed, or a transfer that may be waiting was ended. */
  synchronized void lookAgain() {
    notifyAll();
  }

  /** Gives no more slots: who waits for one waits no longer. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** How many are taken. */
  synchronized int count() {
    return taken.size();
  }

  /** How many wait for one. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** Those that have a slot. */
  synchronized List<Transfer> all() {
    return List.copyOf(taken);
  }

  /** Waits until this is so, which is asked at each change, or the time is over. */
  synchronized void await(Duration longest, BooleanSupplier reached) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    for (long left = longest.toMillis(); left > 0 && !reached.getAsBoolean(); ) {
      wait(left);
      left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    }
  }
}
