package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.ServiceLimits;
import io.backupaccess.gateway.config.ServiceLimits.MaxStartups;
import io.backupaccess.gateway.ssh.RefusalLog.Reason;
import io.backupaccess.gateway.ssh.transport.Admission;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the connections: in total, from one source, and of peers that have not proved who they
 * are; and refuses sources that failed too often.
 */
final class ConnectionLimits implements Admission {
  /** Of IPv4, and as many of IPv6. */
  private static final int PENALIZED_SOURCES = 4096;

  /** Connections of a source, and how many of them are logged in. */
  private record Count(int all, int loggedIn) {}

  private final ServiceLimits limits;
  private final SourcePenalties penalties;
  private final Predicate<InetAddress> exempt;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final RefusalLog refusals;
  private final Map<Source, Count> bySource = new HashMap<>();
  private int connections;
  private int strangers;

  ConnectionLimits(
      ServiceLimits limits,
      Predicate<InetAddress> exempt,
      InstantSource clock,
      RandomGenerator random,
      RefusalLog refusals) {
    this.limits = limits;
    this.penalties = new SourcePenalties(limits.penalties(), PENALIZED_SOURCES);
    this.exempt = exempt;
    this.clock = clock;
    this.random = random;
    this.refusals = refusals;
  }

  @Override
  public synchronized Optional<Ticket> admit(InetAddress address) {
    Source source = Source.of(address);
    Count count = bySource.getOrDefault(source, new Count(0, 0));
    Reason reason = reasonAgainst(address, source, count);
    if (reason != null) {
      refusals.refused(address, reason);
      if (reason == Reason.SOURCE) {
        penalize(address, source, limits.penalties().refuseConnection());
      }
      return Optional.empty();
    }
    connections++;
    strangers++;
    bySource.put(source, new Count(count.all + 1, count.loggedIn));
    return Optional.of(new Place(address, source));
  }

  private @Nullable Reason reasonAgainst(InetAddress address, Source source, Count count) {
    if (count.loggedIn == 0
        && penalties.refuses(source, clock.instant())
        && !exempt.test(address)) {
      return Reason.PENALTY;
    }
    if (count.all >= limits.connectionsPerSource()) {
      return Reason.SOURCE;
    }
    if (connections >= limits.connections()) {
      return Reason.CONNECTIONS;
    }
    return dropsStranger() ? Reason.STARTUPS : null;
  }

  /** From {@code start} on by chance, which grows up to certainty at {@code full}. */
  private boolean dropsStranger() {
    MaxStartups startups = limits.maxStartups();
    if (strangers < startups.start()) {
      return false;
    }
    if (strangers >= startups.full()) {
      return true;
    }
    int percent =
        startups.rate()
            + (100 - startups.rate())
                * (strangers - startups.start())
                / (startups.full() - startups.start());
    return random.nextInt(100) < percent;
  }

  @Override
  public void refusedProxy(InetAddress peer) {
    refusals.refused(peer, Reason.PROXY);
  }

  private void penalize(InetAddress address, Source source, Duration penalty) {
    Count count = bySource.get(source);
    if ((count != null && count.loggedIn > 0) || exempt.test(address)) {
      return;
    }
    if (penalties.add(source, penalty, clock.instant())) {
      refusals.penalized(address);
    }
  }

  private Duration penalty(Failure failure) {
    return switch (failure) {
      case NO_AUTH -> limits.penalties().noAuth();
      case AUTH_FAIL -> limits.penalties().authFail();
      case GRACE_EXCEEDED -> limits.penalties().graceExceeded();
    };
  }

  private final class Place implements Ticket {
    private final InetAddress address;
    private final Source source;
    private @Nullable Failure failure;
    private boolean stranger = true;
    private boolean taken = true;

    Place(InetAddress address, Source source) {
      this.address = address;
      this.source = source;
    }

    @Override
    public void authenticated() {
      synchronized (ConnectionLimits.this) {
        if (taken && stranger) {
          stranger = false;
          strangers--;
          bySource.computeIfPresent(
              source, (key, count) -> new Count(count.all, count.loggedIn + 1));
        }
      }
    }

    @Override
    public void expect(Failure expected) {
      synchronized (ConnectionLimits.this) {
        if (failure == null || expected.compareTo(failure) > 0) {
          failure = expected;
        }
      }
    }

    @Override
    public void close() {
      synchronized (ConnectionLimits.this) {
        if (!taken) {
          return;
        }
        taken = false;
        connections--;
        int loggedIn = stranger ? 0 : 1;
        bySource.computeIfPresent(
            source,
            (key, count) ->
                count.all > 1 ? new Count(count.all - 1, count.loggedIn - loggedIn) : null);
        if (stranger) {
          strangers--;
          if (failure != null) {
            penalize(address, source, penalty(failure));
          }
        }
      }
    }
  }
}
